"""A file's bytes to a typed table, and what the file says of itself."""
