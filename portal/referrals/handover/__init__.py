"""Who handles a referral from now on."""
