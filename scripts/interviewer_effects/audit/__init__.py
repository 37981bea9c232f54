"""What the numbers say about the interviewers: the model ladder, its tests, diagnostics, flags, drill-down, screening and witness."""
