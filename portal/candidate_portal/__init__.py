"""The candidate's own page: what is asked of them, what they answer, what is held."""
