"""The version of briefbook (https://semver.org); ``pyproject.toml`` names the same."""

VERSION = "0.1.0"
