"""Which values mean that there is no answer, and setting them apart."""
