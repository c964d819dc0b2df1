"""The next dated step of a referral: call back, meet, or else; one at a time."""
