"""Acknowledging a referral in one gesture: a thank-you note, a voice message, a call."""
