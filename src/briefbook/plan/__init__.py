"""The stage *plan*: book × dataset → the outputs wanted."""
