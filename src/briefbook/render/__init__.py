"""Stage *render*: composed HTML → PDF or DOCX bytes."""
