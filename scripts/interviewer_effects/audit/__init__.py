"""What the numbers say about the interviewers: models, tests, diagnostics, flags, drill-down,
screening, witness.
"""
