"""The search for the lowest deviance: starts, Newton steps, bounds, and the proof by a net."""
