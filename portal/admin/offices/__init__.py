"""Opening and keeping offices."""
