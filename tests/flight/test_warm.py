"""Kernels are compiled apart and once, however many threads fly first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest

from downrange.flight import warm
from downrange.tracking import compiling


@pytest.mark.parametrize("module", [warm, compiling], ids=["flight", "tracking"])
def test_threads_wait_for_the_one_that_compiles(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, compiled = threading.Event(), threading.Event(), []

    def compile_slowly() -> None:
        begun.set()
        may_end.wait(10.0)
        compiled.append(True)

    def come() -> bool:
        module.compile_apart()
        return bool(compiled)

    monkeypatch.setattr(module, "_tried", [])
    monkeypatch.setattr(module, "is_compiled", lambda: False)
    monkeypatch.setattr(module, "_compile_apart", compile_slowly)
    monkeypatch.delenv(warm.APART, raising=False)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(come)
        begun.wait(10.0)
        second = pool.submit(come)
        threading.Event().wait(0.05)
        may_end.set()
        assert first.result() and second.result()
    assert len(compiled) == 1
