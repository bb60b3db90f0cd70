"""How tracking's kernels are compiled: a cache that notices a change in any source, filled by a process apart.

Numba's own cache looks only at the file of the function that is called; a change in a kernel that it calls, or of a
constant in another file, would go unseen. Here the cache's folder is named after all of those sources.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from downrange.flight.apart import compile_once
from downrange.flight.compiling import FAST, config, njit

CONSTANTS = {"rows.py"}
"""Sources without kernels whose values end up in kernels."""


def cache_folder(here: Path) -> Path:
    """Where kernels are kept that are made of the sources in a folder, and of those on the Earth beside it."""
    digest = hashlib.sha256(repr(sorted(FAST)).encode())
    for source in sorted(here.glob("*.py")):
        text = source.read_bytes()
        if source.name in CONSTANTS or b"tracking.compiling import" in text:
            digest.update(source.name.encode() + text)
    for source in sorted((Path(__file__).parents[1] / "earth").glob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return here / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"


FOLDER = cache_folder(Path(__file__).parent)
_COMPLETE = FOLDER / "complete"


def kernel(function: Any) -> Any:
    """A compiled function that lets go of the interpreter's lock."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(FOLDER)  # read when the decorator runs; left as it was for others
    try:
        return njit(fastmath=set(FAST), error_model="numpy", cache=True, nogil=True)(function)
    finally:
        config.CACHE_DIR = before


def is_compiled() -> bool:
    """Whether the kernels of these sources wait in the cache; if not, the first track takes about half a minute."""
    return _COMPLETE.exists()


def compile_apart() -> None:
    """Have the kernels compiled into the cache, once, so that a first run gives the same bytes as every later one."""
    compile_once(_COMPLETE, lambda: ["from downrange.tracking.warm import compile_here; compile_here()"])
