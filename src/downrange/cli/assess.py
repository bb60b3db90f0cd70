"""`downrange assess`: files or case folders to dossiers. The main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downrange.cli.console import Json, Quiet, as_line, complain, open_progress, say, writing
from downrange.cli.names import check_site, check_vehicle, find_evidence
from downrange.errors import DownrangeError

if TYPE_CHECKING:
    from downrange.records.dossier import Dossier
    from downrange.records.launch import Case

__all__ = ["Language", "assess", "assess_cases"]

DONE, PROBLEMS, WRONG_CALL = 0, 1, 2


class Language(StrEnum):
    """Languages that the page is written in."""

    EN = "en"
    FR = "fr"


def assess(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files or case folders, any mix of evidence.")],
    out: Annotated[Path, typer.Option(help="Folder for the dossier; several cases get a folder each in it.")] = Path(
        "dossier"
    ),
    quick: Annotated[bool, typer.Option("--quick", help="Fly fewer flights: wider odds, sooner.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampler; the same seed gives the same dossier.")] = 1,
    pad: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help="Where it lifted off, in degrees, when you know.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Launch site by name, when you know.")] = None,
    vehicle: Annotated[str | None, typer.Option(help="Vehicle by name, when you know.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="CLAIM_ID", help="Strike out a claim or area; may be repeated.")
    ] = None,
    odds: Annotated[
        bool,
        typer.Option("--odds", help="With --without: only say how the odds move, from the flights --out keeps."),
    ] = False,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what flew, what failed and where it fell, from files or case folders: writes a dossier.

    The dossier keeps its flights: --without then says at once how the odds move, and --odds leaves it at that.
    Ends with status 1 when problems were found in the input or --odds must fly, 2 when nothing could be done as called.

    Example: downrange assess report.txt notice.txt --out dossier
    """
    pad_deg = _read_pad(pad) if pad is not None else None
    from downrange.reading.case import read_paths

    stated = {
        "pad_deg": pad_deg,
        "site": check_site(site) if site else None,
        "vehicle": check_vehicle(vehicle) if vehicle else None,
    }
    given = {name: value for name, value in stated.items() if value is not None}
    cases = tuple(replace(case, **given) for case in read_paths(paths))
    struck = find_evidence(without or (), cases)
    if odds and not without:
        raise typer.BadParameter("says how the odds move without a claim: give --without too", param_hint="--odds")
    folders = [out] if len(cases) == 1 else [out / name for name in _folder_names(cases)]
    if odds:
        raise typer.Exit(_print_odds(cases, folders, seed, quick, struck, as_json=as_json))
    status = assess_cases(
        cases, folders, seed=seed, quick=quick, without=struck, lang=lang, as_json=as_json, quiet=quiet
    )
    raise typer.Exit(status)


def assess_cases(
    cases: Sequence[Case],
    folders: Sequence[Path],
    *,
    seed: int = 1,
    quick: bool = False,
    without: Sequence[str] = (),
    lang: Language = Language.EN,
    as_json: bool = False,
    quiet: bool = False,
) -> int:
    """Assess each case into its folder and print what came of it; a case that fails leaves the others be.

    Returns:
        The exit status: 0 done, 1 problems in the input, 2 a case could not be assessed as called.
    """
    from downrange.cli.stored import made_of_case, print_odds, stored_odds
    from downrange.dossier.write import check_folder, write_dossier
    from downrange.drawfile import NAME as DRAWS
    from downrange.drawfile import as_bytes, takes_place
    from downrange.pipeline import assess_case

    status = DONE
    pages: list[Path] = []
    for case, folder in zip(cases, folders, strict=True):
        try:
            check_folder(folder)
            draws, made = folder / DRAWS, made_of_case(case, seed=seed, quick=quick, without=without)
            if without and not as_json and not quiet and draws.is_file():
                print_odds(case, stored_odds(case, draws, made), as_json=False)
            with open_progress(case.id, quiet=quiet) as progress:
                assessment = assess_case(case, seed=seed, quick=quick, without=without, progress=progress)
                with writing(folder):
                    kept = as_bytes(assessment.runs, made) if takes_place(draws, made) else draws.read_bytes()
                    page = write_dossier(
                        assessment.dossier, folder, flights=assessment.flights, lang=lang.value, also={DRAWS: kept}
                    )
        except DownrangeError as error:
            complain(f"{case.path}: {error}")
            status = WRONG_CALL
            continue
        for problem in assessment.dossier.problems:
            say(as_line(problem))
        if assessment.dossier.problems:
            status = max(status, PROBLEMS)
        if not as_json:
            _print_verdicts(assessment.dossier, page)
        pages.append(page)
    if as_json:
        _print_dossiers(pages, alone=len(cases) == 1)
    return status


def _print_odds(
    cases: Sequence[Case], folders: Sequence[Path], seed: int, quick: bool, without: Sequence[str], *, as_json: bool
) -> int:
    """Print how the odds of each case move, and give the exit status: 1 when one must fly for it."""
    from downrange.cli.stored import made_of_case, print_odds, stored_odds
    from downrange.drawfile import NAME as DRAWS

    status = DONE
    for case, folder in zip(cases, folders, strict=True):
        found = stored_odds(case, folder / DRAWS, made_of_case(case, seed=seed, quick=quick, without=without))
        print_odds(case, found, as_json=as_json)
        status = max(status, PROBLEMS if found.must_fly else DONE)
    return status


def _print_verdicts(dossier: Dossier, page: Path) -> None:
    typer.echo(dossier.title)
    for launch in dossier.launches:
        name = "" if launch.verdict.startswith(launch.title) else f"{launch.title}: "
        typer.echo(f"  {name}{launch.verdict}")
    if not dossier.launches:
        typer.echo("  No launch found in it.")
    typer.echo(f"  → {page}\n")


def _print_dossiers(pages: Sequence[Path], *, alone: bool) -> None:
    """The dossier.json of one case as it was written; a list of them for several."""
    texts = [(page.parent / "dossier.json").read_text(encoding="utf-8").rstrip("\n") for page in pages]
    if alone:
        typer.echo("".join(texts))
    else:
        typer.echo("[\n" + ",\n".join(texts) + "\n]")


def _folder_names(cases: Sequence[Case]) -> list[str]:
    """One folder name a case; two cases of one name are told apart by a number."""
    names: list[str] = []
    for case in cases:
        name, number = case.id, 2
        while name in names:
            name, number = f"{case.id}-{number}", number + 1
        names.append(name)
    return names


def _read_pad(text: str) -> tuple[float, float]:
    try:
        latitude_deg, longitude_deg = (float(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not LAT,LON in degrees, such as 39.66,124.705", param_hint="--pad"
        ) from error
    if not (abs(latitude_deg) <= 90 and abs(longitude_deg) <= 180):
        raise typer.BadParameter(f"{text!r} is not on Earth: latitude first, then longitude", param_hint="--pad")
    return latitude_deg, longitude_deg
