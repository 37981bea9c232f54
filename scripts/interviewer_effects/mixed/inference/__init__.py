"""What a fit says: standard errors, tests, intervals, predictions, simulated replicates."""
