"""Job boards: one file for each, which knows its feed and nothing else."""
