"""Stage *plan* to *publish*, put together: the jobs, the builder."""
