"""Signals, hub and stream."""
