"""`downrange export`: pictures, a PDF or the page in another language, from a dossier that was written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from downrange.cli.assess import Language
from downrange.cli.console import Json, Quiet, counted, print_json, say, writing
from downrange.dossier.exports.kinds import Export

__all__ = ["export"]


def export(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Folder of a dossier, or its records.json.")],
    to: Annotated[
        list[Export] | None, typer.Option("--to", help="What to make; may be repeated. Without it: png and pdf.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write into; without it the dossier's own.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of figures and page.")] = Language.EN,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make pictures, a PDF or the page in another language of a dossier, without flying again.

    The PDF is printed by a Chromium, Chrome or Edge on this machine.

    Example: downrange export dossier --to pdf --lang fr
    """
    from downrange.dossier.export import export_saved

    home = dossier if dossier.is_dir() else dossier.parent
    with writing(out or home):
        written = export_saved(dossier, to or [Export.PNG, Export.PDF], out=out or home, lang=lang.value)
    if as_json:
        print_json([str(path) for path in written])
        return
    for path in written:
        typer.echo(path)
    say(f"{counted(len(written), 'file')}.", quiet=quiet)
