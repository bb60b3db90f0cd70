"""The page on inference holds every constant that the code has."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_on_inference_follows_from_the_code():
    written = runpy.run_path(str(ROOT / "design" / "inference_page.py"))["page"]()
    kept = (ROOT / "docs" / "inference.md").read_text(encoding="utf-8")
    assert kept == written, "hint: python design/inference_page.py"
