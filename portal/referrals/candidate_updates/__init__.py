"""What the candidate hears once the introduction is open: a note by e-mail, or that somebody told them."""
