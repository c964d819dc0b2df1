"""Asking producers of the office whether they know somebody for a role."""
