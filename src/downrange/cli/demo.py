"""`downrange demo`: the shipped cases end to end."""

from __future__ import annotations

import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from downrange.cli.assess import Language, assess_cases
from downrange.cli.console import Json, Quiet, say

__all__ = ["CASES", "demo"]

CASES = Path(__file__).parents[1] / "cases"
"""Folder of the shipped cases."""


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the dossiers, one folder a case.")] = Path("demo-out"),
    open_pages: Annotated[bool, typer.Option("--open", help="Open the dossiers in the browser.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampler.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="Fly fewer flights.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the pages.")] = Language.EN,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Assess the shipped cases: a news page, a failed launch, raw notices, a webcast.

    Example: downrange demo --open
    """
    from downrange.reading.case import read_paths

    start = time.monotonic()
    folders = sorted(case.parent for case in CASES.glob("*/case.toml"))
    say(f"Assessing {len(folders)} shipped cases; the first time, the kernels are compiled too.", quiet=quiet)
    cases = read_paths([_as_named(folder) for folder in folders])
    outs = [out / case.id for case in cases]
    status = assess_cases(cases, outs, seed=seed, quick=quick, lang=lang, as_json=as_json, quiet=quiet)
    say(
        f"{len(cases)} cases in {time.monotonic() - start:.0f} s. Open the dossier.html files in a browser.",
        quiet=quiet,
    )
    if open_pages:
        for folder in outs:
            webbrowser.open((folder / "dossier.html").resolve().as_uri())
    raise typer.Exit(status)


def _as_named(folder: Path) -> str:
    """The folder from here, when it lies below, so that a dossier names no machine's paths."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
