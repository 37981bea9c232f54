"""The section on the variance within interviewers."""
