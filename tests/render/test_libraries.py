"""WeasyPrint's libraries are found without asking a compiler."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys

from briefbook.render import libraries

IMPORTED = """
import subprocess, sys
sys.addaudithook(lambda name, _: name == "subprocess.Popen" and print("a process"))
from briefbook.render.libraries import found_at_once
with found_at_once():
    import weasyprint
print("done")
"""


def test_no_process_is_started_to_find_them():
    command = [sys.executable, "-W", "ignore", "-c", IMPORTED]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "done\n"


def test_the_search_is_as_before_afterwards():
    before = ctypes.util.find_library
    with libraries.found_at_once():
        assert ctypes.util.find_library("pango-1.0") is None
    assert ctypes.util.find_library is before


def test_where_they_have_other_names_the_search_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(libraries, "_FILES", ("libno-such-library.so.0",))
    before = ctypes.util.find_library
    with libraries.found_at_once():
        assert ctypes.util.find_library is before
