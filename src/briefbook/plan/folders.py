"""Where things stand in a book: names of folders, apart from all that must be read first."""

from __future__ import annotations

#: The folder of the outputs, relative to the book.
OUTPUT_FOLDER = "output"
