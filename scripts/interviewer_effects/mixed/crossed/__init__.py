"""Crossed random intercepts of two factors, such as interviewers and areas."""
