"""How many people a producer refers in a week, and a recruiter's approval beyond it."""
