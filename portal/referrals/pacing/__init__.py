"""Not like candy: a producer past the week's limit asks for a go-ahead, and a recruiter of the office answers."""
