"""Live help for what is written of somebody: empty praise, what is missing, what may not be written."""
