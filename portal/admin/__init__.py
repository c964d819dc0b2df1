"""Administration: offices, people, their roles and access, the transition table, the log."""
