"""Forms: fields, choices, dates, their controls, and what was typed when they are refused."""
