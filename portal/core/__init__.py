"""Ground floor: database, clock, tokens, text, search, limits, jobs. Knows nothing of people or pages."""
