"""``python -m briefbook``: the command line."""

import sys

from briefbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
