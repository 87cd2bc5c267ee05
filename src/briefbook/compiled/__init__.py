"""Busy modules as shared libraries, made by Cython from sources that stay as they are.

Beside the layers, and optional: without them everything is the same, and slower.
:mod:`briefbook.compiled.loading` has them imported, :mod:`briefbook.compiled.making`
makes them, ``python -m briefbook.compiled`` is its command.
"""
