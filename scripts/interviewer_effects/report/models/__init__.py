"""The section on the models and their checks."""
