"""The candidate’s own page: what is asked of them, their yes or no, purpose by purpose, and what becomes of it."""
