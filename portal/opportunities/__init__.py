"""Open roles: what an office is looking for and producers may refer to."""
