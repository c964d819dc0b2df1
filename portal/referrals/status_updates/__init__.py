"""What the referrer hears: updates, requests for one, reminders when one is due."""
