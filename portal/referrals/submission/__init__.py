"""Submitting a referral: its form, its drafts, and what is looked at before it is taken."""
