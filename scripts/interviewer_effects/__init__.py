"""Interviewer effects in surveys: read a survey, fit multilevel models, audit interviewers, write a report."""
