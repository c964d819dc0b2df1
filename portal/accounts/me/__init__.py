"""One’s own details, password and sessions."""
