"""Tests, intervals and tails that hold for answers of any distribution: they read interviews."""
