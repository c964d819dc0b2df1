"""Notices and the bell."""
