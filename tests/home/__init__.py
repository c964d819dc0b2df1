"""The first page and the palette."""
