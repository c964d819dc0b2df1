"""Coming in by a one-time link: an invitation, a new password, the first administrator."""
