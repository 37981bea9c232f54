"""Files that nobody but their owner may read, as far as the system can say so."""

from __future__ import annotations

import getpass
import os
import shutil
import stat
import subprocess
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO  # what group and others may do
FOLDER_MODE = 0o700
FILE_MODE = 0o600


def owner_only(path: Path) -> None:
    """Take a file or folder from everybody but its owner: by its mode, on Windows by its access
    list.

    Raises PermissionError where it belongs to somebody else. A file system without owners (FAT,
    some network drives) leaves it as it is.
    """
    if os.name == "nt":
        _by_access_list(path)
    elif stat.S_IMODE(path.stat().st_mode) & OTHERS:
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def _by_access_list(path: Path) -> None:
    """What was inherited goes, and the owner alone is let in; a mode means nothing on Windows but
    read-only.
    """
    icacls = shutil.which("icacls")
    if icacls is None:
        return
    rights = f"{getpass.getuser()}:{'(OI)(CI)F' if path.is_dir() else 'F'}"
    command = [icacls, str(path), "/inheritance:r", "/grant:r", rights]
    subprocess.run(command, capture_output=True, check=False)
