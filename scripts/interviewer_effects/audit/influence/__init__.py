"""Who changes a result when left out: interviewers, groups of them, single interviews."""
