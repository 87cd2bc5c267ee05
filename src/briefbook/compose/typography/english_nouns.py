"""English nouns that stay with their figure, a step of *compose*: what is counted or measured.

The United Nations keeps a figure and its unit or noun together ("5 per cent", "28 sessions"), and
nothing else that follows a figure ("in 2018 the Commission", "the 5 agreed texts").
"""

from __future__ import annotations

import re

# In the singular, parted by commas.
_UNITS = """
per cent, hundred, thousand, million, billion, trillion, percentage point, point, degree,
dollar, euro, rouble, ruble, cent, second, minute, hour, day, week, month, quarter, year,
decade, millimetre, centimetre, metre, kilometre, mile, hectare, gram, kilogram, ton, tonne,
litre
"""
_COUNTED = """
abstention, activity, agreement, amendment, annex, article, attachment, beneficiary, body,
brief, candidate, case, centre, chapter, child, citizen, city, commission, committee,
conference, convention, copy, council, country, course, decision, delegate, delegation,
document, donor, draft, embassy, entity, event, expert, fellowship, government, grant,
group, initiative, inhabitant, institution, instrument, item, judge, letter, lecture,
member, Member State, meeting, ministry, mission, nation, observer, office, official, organ,
organization, page, paragraph, part, participant, partner, party, person, place, plan, post,
programme, project, proposal, protocol, question, recipient, recommendation, region, report,
representative, resolution, round, seat, section, seminar, session, sheet, signatory,
speaker, sponsor, staff member, State, statement, step, table, target, term, time, topic,
town, training, treaty, university, victim, vote, visit, workshop
"""
_IRREGULAR = "children, people, men, women, staff, feet"


def _listed(words: str) -> list[str]:
    return [" ".join(word.split()) for word in words.split(",")]


def _plural(noun: str) -> str:
    """Return the regular plural of a noun."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(?:s|x|ch|sh)$", noun) else f"{noun}s"


_SINGULARS = [*_listed(_UNITS), *_listed(_COUNTED)]

COUNTED_NOUNS = "|".join(
    sorted({*_SINGULARS, *map(_plural, _SINGULARS), *_listed(_IRREGULAR)}, key=len, reverse=True)
)
"""Pattern: a noun that is counted or measured, in the singular or the plural."""
