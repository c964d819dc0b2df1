"""Privacy: erasing a person so that nothing of them is left."""
