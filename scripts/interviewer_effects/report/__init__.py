"""Figures, tables, sentences and one HTML page; nothing here computes what a table does not already
hold.
"""
