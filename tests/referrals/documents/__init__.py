"""Promises about CVs: what is refused and why, what is kept, and who gets it."""
