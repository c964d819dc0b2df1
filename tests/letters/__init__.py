"""Letters: how they leave, and what they say."""
