"""Languages, translations, time zones, and how dates and money are written."""
