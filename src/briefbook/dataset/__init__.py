"""Stage dataset: YAML files → validated, frozen values with their positions."""
