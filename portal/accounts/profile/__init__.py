"""One's own account: details, password, open sessions."""
