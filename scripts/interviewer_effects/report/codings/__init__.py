"""The section on other codings of the outcome."""
