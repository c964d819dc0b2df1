"""Saving everything, and bringing it back."""
