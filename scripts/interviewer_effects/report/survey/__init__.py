"""The sections on the survey file and its items."""
