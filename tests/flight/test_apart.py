"""Kernels are compiled apart and once, however many threads fly first."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from downrange.flight import apart


@pytest.fixture(autouse=True)
def outermost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(apart.APART, raising=False)


def test_threads_wait_for_the_one_that_compiles(tmp_path: Path) -> None:
    begun, may_end, asked = threading.Event(), threading.Event(), []

    def works() -> list[str]:
        asked.append(True)
        begun.set()
        may_end.wait(10.0)
        return ["pass"]

    def come() -> bool:
        apart.compile_once(tmp_path / "cache" / "complete", works)
        return (tmp_path / "cache" / "complete").exists()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(come)
        begun.wait(10.0)
        second = pool.submit(come)
        threading.Event().wait(0.05)
        may_end.set()
        assert first.result() and second.result()
    assert len(asked) == 1


def test_a_work_that_fails_leaves_the_cache_unmarked_and_is_not_tried_again(tmp_path: Path) -> None:
    made = tmp_path / "made"
    works = [f"open({str(made)!r}, 'a').write('x')", "raise SystemExit(1)"]
    for _ in range(2):
        apart.compile_once(tmp_path / "complete", lambda: works)
    assert made.read_text() == "x"
    assert not (tmp_path / "complete").exists()


def test_who_compiles_starts_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(apart.APART, "1")
    apart.compile_once(tmp_path / "complete", lambda: [f"raise SystemExit({sys.maxsize})"])
    assert not (tmp_path / "complete").exists()
