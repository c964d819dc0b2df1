"""Saving everything while people work, and bringing it back.

A *backup* is one file; the *ledger* beside it says what must never come back.
"""
