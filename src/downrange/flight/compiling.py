"""How kernels are compiled: the options they share, and a cache that notices a change in any of their sources.

Numba's own cache looks only at the file of the function that is called, so that a change of a constant in another file
would go unseen. Here the cache's folder is named after the sources of all kernels and of the constants in them.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import config as _numba_config

from downrange.flight.vectors import FAST

config: Any = _numba_config  # its attributes are set at run time
njit: Any = numba.njit  # knows more options than its type says

CONSTANTS = {"compiling.py", "vectors.py", "reciprocals.py", "layout.py", "tables.py", "ellipsoid.py", "atmosphere.py"}
"""Sources without kernels whose values end up in kernels."""
OLD_CACHE = 86400.0
"""[s]"""


def _cache_folder() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted([*here.glob("*.py"), *(here.parent / "earth").glob("*.py")]):
        text = source.read_bytes()
        if b"flight.compiling import" in text or source.name in CONSTANTS:
            digest.update(text)
    folder = here / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"
    if not folder.exists():
        _sweep(folder.parent)
    return str(folder)


def _sweep(cache: Path) -> None:
    """Remove kernels of older sources that nobody has used for a day."""
    for old in cache.glob("kernels-*"):
        if time.time() - old.stat().st_mtime > OLD_CACHE:
            shutil.rmtree(old, ignore_errors=True)


_FOLDER = _cache_folder()
COMPLETE = Path(_FOLDER) / "complete"
"""A file that says that all kernels of these sources wait in the cache."""


_ALWAYS = {"fastmath": set(FAST), "error_model": "numpy", "cache": True, "nogil": True, "_nrt": False}


def _compiler(**options: Any) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        before = config.CACHE_DIR
        config.CACHE_DIR = _FOLDER  # read when the decorator runs; left as it was for others
        try:
            return njit(**_ALWAYS, **options)(function)
        finally:
            config.CACHE_DIR = before

    return decorate


kernel = _compiler()
"""A compiled function. It counts no references (and so makes no arrays): counting took half of an ensemble's time."""
inlined = _compiler(forceinline=True)
"""A compiled function that is folded into its callers, so that loops over lanes can be vectorized."""


def is_compiled() -> bool:
    """Whether kernels of these sources wait in the cache; if not, the first flight takes about ten seconds."""
    return COMPLETE.exists()
