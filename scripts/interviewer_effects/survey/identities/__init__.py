"""Ids of people: pseudonyms, their key, and who may read it."""
