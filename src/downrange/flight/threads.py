"""Sharing flights out over threads: the kernels let go of the interpreter's lock, so plain threads do.

Flights do not depend on their company, so neither the number of threads nor how they share changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise

SMALLEST_SHARE = 64
"""Fewer flights than this are not worth a thread of their own."""
SHARES_PER_THREAD = 2
"""So that a thread that is done early takes from the others."""


def thread_count() -> int:
    """Threads in use: `DOWNRANGE_THREADS`, or the processors this process may run on."""
    wanted = os.environ.get("DOWNRANGE_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=4)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="flight")


def share_out(count: int, work: Callable[[slice], None]) -> None:
    """Call `work` on slices that make up range(count), side by side."""
    threads = thread_count()
    shares = min(threads * SHARES_PER_THREAD, count // SMALLEST_SHARE)
    if threads == 1 or shares < 2:
        work(slice(0, count))
        return
    bounds = [count * share // shares for share in range(shares + 1)]
    list(_pool(threads).map(work, [slice(a, b) for a, b in pairwise(bounds)]))
