"""The section on interviewer covariates."""
