"""Doors, headers, languages, static files."""
