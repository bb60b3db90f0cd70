"""Timing of whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

DOWNRANGE = str(Path(sys.executable).with_name("downrange"))
"""The command."""


class Taken(NamedTuple):
    """What one process took."""

    clock: float
    """[s]"""
    processor: float
    """[s]"""
    memory: float
    """Most held [MB]."""


def timed(call: list[str]) -> Taken:
    """Run a command to its end, with what it prints thrown away."""
    begun = time.perf_counter()
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return Taken(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
