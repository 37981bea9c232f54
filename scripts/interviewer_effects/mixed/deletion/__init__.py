"""Exact refits without some interviewers or interviews."""
