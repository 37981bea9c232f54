"""Sentences and the numbers in them."""
