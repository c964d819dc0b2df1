"""What somebody saves of the open roles: roles with a star, and searches that tell of new ones."""
