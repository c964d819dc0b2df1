"""Somebody leaves, or recruits no more: who takes over what they hold."""
