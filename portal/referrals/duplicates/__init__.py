"""The same person, referred twice: told to nobody but recruiters, who may merge."""
