"""Letting many people in: a list of them, invitations in waves, reminders, and partners for all at once."""
