"""The page on inference names every constant that the code has."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_constant_is_on_the_page():
    code = runpy.run_path(str(ROOT / "design" / "inference_page.py"))
    kept = (ROOT / "docs" / "inference.md").read_text(encoding="utf-8")
    names = [
        name for _, files in code["PARTS"] for file in files for name, *_ in code["constants"](code["PACKAGE"] / file)
    ]
    assert len(names) > 80
    assert [name for name in names if f"`{name}`" not in kept] == [], "hint: python design/inference_page.py"
