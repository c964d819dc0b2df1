"""E-mail: the outbox, its delivery, and the way to the mail server."""
