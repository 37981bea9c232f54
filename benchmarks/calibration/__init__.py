"""How often the tests of the audit err and its intervals miss: simulated surveys, `make
calibrate`.
"""
