"""Ask them first: a contact describes their own background to one producer, who then decides whether to refer them."""
