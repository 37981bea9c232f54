"""Proof by planting: surveys of a user's own design with known faults, audited."""
