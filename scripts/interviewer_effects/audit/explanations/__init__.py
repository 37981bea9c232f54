"""What may explain a flag: kinds of interviews, duplicates, adjustments, and refits without
them.
"""
