"""Asking by oneself for a new password: a letter with a one-time link goes to the address of the account."""
