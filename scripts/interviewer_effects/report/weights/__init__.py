"""The section on sampling weights."""
