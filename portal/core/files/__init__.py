"""Files: bytes that people gave, files written whole or not at all, locks held on a file."""
