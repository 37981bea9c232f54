"""The sections on single interviewers."""
