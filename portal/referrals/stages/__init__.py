"""The stages of a referral: ways between them, their settings, and the day on which news is due."""
