"""The shapes of datasets, each named in a book."""
