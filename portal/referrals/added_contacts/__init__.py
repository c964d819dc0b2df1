"""Numbers and addresses of a candidate that somebody of the office was given, beside what they say themselves."""
