"""What leaves by e-mail: the outbox, how each letter looks, and the rhythm of an office."""
