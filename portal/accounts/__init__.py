"""People who sign in: users, their roles per office, their sessions, their invitations."""
