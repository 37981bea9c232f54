"""The section on tests."""
