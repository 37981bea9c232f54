"""Any survey file to clean tables: read it, describe its items, set its missing codes apart, or
simulate one.
"""
