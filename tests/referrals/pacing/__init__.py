"""Not like candy."""
