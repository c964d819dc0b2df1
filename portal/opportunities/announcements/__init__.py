"""Telling producers of new roles: in the morning of their office, or at once."""
