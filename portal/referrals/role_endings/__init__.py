"""What becomes of the referrals to a role that is filled, paused or closed."""
