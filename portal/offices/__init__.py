"""Offices: a place with its producers, recruiters and open roles."""
