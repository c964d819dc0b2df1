"""The recruiter’s day: one list of what waits, in the order of how long people have waited, each done in place."""
