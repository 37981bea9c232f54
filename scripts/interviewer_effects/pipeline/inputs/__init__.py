"""What stages start from: the interviews of a survey, and an analysis with its models."""
