"""The section on sizes and their intervals."""
