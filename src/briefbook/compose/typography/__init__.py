"""Typography, a step of *compose*: quotation marks, dashes and no-break spaces.

It works on the text of a whole block across its inline elements. ``engine.typeset`` is the
entrance; ``russian`` and ``english`` hold the rules of their languages, one named rule each.
The line-breaking classes that the rules rely on are those of Unicode Standard Annex 14,
https://www.unicode.org/reports/tr14/.
"""
