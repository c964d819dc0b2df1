"""Relais: the referral portal of an office of producers."""

__version__ = "0.1.0"
