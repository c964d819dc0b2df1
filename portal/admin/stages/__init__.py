"""What holds for the stages: names, delays of news, what the referrer sees."""
