"""Introductions: the recruiter's answer, the candidate's yes, and the opening when both agreed."""
