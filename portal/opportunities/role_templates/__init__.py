"""Texts and facts of roles that an office keeps to begin new ones with."""
