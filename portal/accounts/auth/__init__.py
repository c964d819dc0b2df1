"""Authentication: passwords, sessions, one-time links, and how tries are counted."""
