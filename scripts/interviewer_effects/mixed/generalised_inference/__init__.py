"""What a fitted binary, ordinal or count model says: tests, intervals, effects, predictions."""
