"""The recruiter's day: what waits, in the order of how long people have waited."""
