"""The cell: a program of its own in which one stranger's file is read, behind walls. It imports nothing of Relais."""
