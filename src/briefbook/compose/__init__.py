"""Stage *compose*: a view and Jinja templates → semantic HTML."""
