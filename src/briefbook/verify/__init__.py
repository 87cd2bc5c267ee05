"""A lone file read back: what it says of itself, and whether that still holds."""
