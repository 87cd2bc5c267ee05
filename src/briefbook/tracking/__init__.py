"""Between *dataset* and *localize*: which facts a rendering read, and whether they still hold."""
