"""The models of an analysis: their sequence, tests, intervals, checks, and what could have been
found.
"""
