"""The screened items: how much of the variance of each lies between interviewers."""
