"""Grammar of numbers and agreement: one module per language behind one contract."""
