"""Whom the office may think of again: who they are, how they are found, and in which month they come back."""
