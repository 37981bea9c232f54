"""The section on influence."""
