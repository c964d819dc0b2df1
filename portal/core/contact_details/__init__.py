"""E-mail addresses and phone numbers: read as people write them, kept in one form."""
