"""Texts that are offered and may be edited before they are sent."""
