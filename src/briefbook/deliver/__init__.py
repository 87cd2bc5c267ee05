"""Finished outputs to their recipients, each once; begin at :mod:`briefbook.deliver.dispatch`."""
