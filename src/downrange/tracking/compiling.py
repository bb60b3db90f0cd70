"""How tracking's kernels are compiled: a cache that notices a change in any source, filled by a process apart.

Numba's own cache looks only at the file of the function that is called; a change in a kernel that it calls, or of a
constant in another file, would go unseen. Here the cache's folder is named after all of those sources.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from downrange.flight.compiling import FAST, config, njit
from downrange.flight.warm import APART

_HERE = Path(__file__).parent


def _cache_folder() -> Path:
    digest = hashlib.sha256(repr(sorted(FAST)).encode())
    for source in sorted([*_HERE.glob("*.py"), *(_HERE.parent / "earth").glob("*.py")]):
        text = source.read_bytes()
        if source.parent != _HERE or b"tracking.compiling import" in text:
            digest.update(source.name.encode() + text)
    return _HERE / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"


FOLDER = _cache_folder()
_COMPLETE = FOLDER / "complete"
_tried: list[bool] = []


def kernel(function: Any) -> Any:
    """A compiled function that lets go of the interpreter's lock."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(FOLDER)  # read when the decorator runs; left as it was for others
    try:
        return njit(fastmath=set(FAST), error_model="numpy", cache=True, nogil=True)(function)
    finally:
        config.CACHE_DIR = before


def compile_apart() -> None:
    """Have the kernels compiled into the cache, once, so that a first run gives the same bytes as every later one."""
    if _tried or _COMPLETE.exists() or APART in os.environ:
        return
    _tried.append(True)
    environment = os.environ | {APART: "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", "from downrange.tracking.warm import compile_here; compile_here()"]
    if subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0:
        with contextlib.suppress(OSError):
            _COMPLETE.parent.mkdir(parents=True, exist_ok=True)
            _COMPLETE.touch()
