"""Saying no politely: somebody asks to be referred, and the producer would rather not, or not yet."""
