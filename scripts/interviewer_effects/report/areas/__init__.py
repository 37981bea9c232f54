"""The section on areas."""
