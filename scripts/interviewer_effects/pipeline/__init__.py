"""What an audit is, once in Python: the stages, each named as the rule of the workflow that runs
it, and the chain that runs one after the other.
"""
