"""Who is flagged for review, and for which stated reason."""
