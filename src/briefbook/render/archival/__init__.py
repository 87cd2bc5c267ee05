"""PDF/A-3a and PDF/UA-1 in one file: what WeasyPrint leaves out or writes otherwise.

Stage *render*. ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), both on ISO 32000-1
(PDF 1.7). ``docs/archive.md`` says what is mended and which upstream issue retires it.
"""
