"""Kernels compiled apart: in processes of their own, so that flights always run the code that lies in the cache.

Kernels run where they were just compiled differ in the last bits from the same kernels read back from the cache, and a
sampler makes that visible. Compiling in other processes first makes the first run the same as every later one.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

APART = "DOWNRANGE_COMPILES_APART"
"""Set in the processes that compile, so that they do not start others."""
_tried: set[Path] = set()
_one_at_a_time = threading.Lock()


def compile_once(complete: Path, works: Callable[[], Sequence[str]]) -> None:
    """Have kernels compiled into their cache, once; where that cannot be, they are compiled on first use.

    Threads that come meanwhile wait: a flight that went on would compile the kernels in this process.

    Args:
        complete: file that says that the cache is complete; one that cannot be written to stays unmarked.
        works: Python lines, each run in a process of its own, side by side, that use the kernels.
    """
    with _one_at_a_time:
        if complete in _tried or complete.exists() or APART in os.environ:
            return
        _tried.add(complete)
        if _ran_well(works()):
            with contextlib.suppress(OSError):
                complete.parent.mkdir(parents=True, exist_ok=True)
                complete.touch()


def _ran_well(lines: Sequence[str]) -> bool:
    environment = os.environ | {APART: "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", line], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for line in lines
    ]
    codes = [process.wait() for process in running]
    return not any(codes)
