"""Texts out to translators and back: XLIFF, PO, and edits at the marks of the sources."""
