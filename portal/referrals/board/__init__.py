"""The board and the list on which recruiters work."""
