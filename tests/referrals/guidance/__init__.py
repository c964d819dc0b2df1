"""What is written of people, and the words that help."""
