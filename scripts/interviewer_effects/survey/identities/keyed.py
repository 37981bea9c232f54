"""Fingerprints that nobody can compute without the key of a folder.

Who knows nearly all of a file can try what is left, and a plain SHA-256 beside the report says
which try is right. So where privacy is asked for, what is published, and what a manifest holds of
the working copies, is HMAC-SHA256 (RFC 2104) of the fingerprint. It changes with the file just as
well.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from interviewer_effects.inputs import digest_of

OF_FILE = b"fingerprint of a file\0"
OF_EDGES = b"where numbers of this survey are rounded up\0"


def keyed(key: bytes, digest: str) -> str:
    """What is told of a file with this SHA-256."""
    return hmac.new(key, OF_FILE + digest.encode(), "sha256").hexdigest()


def fingerprint(path: Path, key: bytes | None = None) -> str:
    """SHA-256 of a file; with a key what is told in its place."""
    digest = digest_of(path)
    return digest if key is None else keyed(key, digest)


def drawn_edges(path: Path, key: bytes) -> str:
    """The digest from which edges of rounding are drawn: of the survey as it was read, and of the
    key.
    """
    return hmac.new(key, OF_EDGES + digest_of(path).encode(), "sha256").hexdigest()
