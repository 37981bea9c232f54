"""The page of all surveys."""
