"""One stage a file, with the name of its rule: a function from frames to a dataclass of frames.

A file imports only what its own stage needs: a change to it runs that rule again and no other.
"""
