"""Texts that are offered: thanks, and the message with each reason to close."""
