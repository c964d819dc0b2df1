"""Referrals: one producer introducing one candidate, for one role or for the office in general."""
