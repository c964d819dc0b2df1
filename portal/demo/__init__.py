"""The demo office: made from texts and a seed, the same each time, with a believable year behind it."""
