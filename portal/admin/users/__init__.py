"""Adding people, giving them roles, letting them in and shutting them out."""
