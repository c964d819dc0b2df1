"""The first sign-in, by a one-time link."""
