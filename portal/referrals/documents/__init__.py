"""CVs: checked, read apart, kept as bytes, given only to those who may know whose they are."""
