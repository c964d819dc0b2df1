"""The page of one referral: what one reader may see of it, and what is done from it."""
