"""Stage *localize*: the dataset in one language."""
