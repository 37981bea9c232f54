"""The section on what the survey could have found."""
