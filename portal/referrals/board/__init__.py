"""The pipeline: stages, moves between them, and the board on which recruiters work."""
