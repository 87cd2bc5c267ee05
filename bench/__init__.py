"""How fast the book builds, beside what its libraries do alone: ``python -m bench``."""
