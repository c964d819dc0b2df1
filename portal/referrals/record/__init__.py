"""The referral itself: its tables, who may see it, its words, and where it is found."""
