"""One office as its people see it, and its closed days, which its managers keep."""
