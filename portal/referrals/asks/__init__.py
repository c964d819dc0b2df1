"""Asking for news of a referral that one made."""
