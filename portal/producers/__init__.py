"""Producers: the profile by which recruiters know the people who refer."""
