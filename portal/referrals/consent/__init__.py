"""The candidate's agreement: its register, and the links by which they give it."""
