"""Executors: inline and processes; any callable, any job, nothing of documents."""
