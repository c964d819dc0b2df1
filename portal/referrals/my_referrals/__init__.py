"""My referrals: what became of each, and how they fared in all."""
