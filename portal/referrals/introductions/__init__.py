"""The recruiter’s own answer to a proposed introduction, before they know whom it is about."""
