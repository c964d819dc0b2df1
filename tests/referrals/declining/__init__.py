"""Saying no politely."""
