"""The local web page: a book on the screen, as it stands and as it changes."""
