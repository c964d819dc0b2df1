"""The log of what happened. A verb writes one entry; timeline, notices, live screens and audit read it."""
