"""What surrounds every request: headers, cookies, compression, limits, its line in the log."""
