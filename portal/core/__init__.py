"""Ground floor: database, days, tokens, text, search, limits. Knows nothing of people or pages."""
