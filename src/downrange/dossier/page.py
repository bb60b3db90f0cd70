"""The page: a dossier as one HTML file that needs no network and runs no text of others."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from downrange.dossier import palette
from downrange.dossier import words as language
from downrange.dossier.data import SCHEMA_ID
from downrange.dossier.figures.basemap import Basemap
from downrange.dossier.figures.ground import basemap as shipped_basemap
from downrange.dossier.launch_view import LaunchView, launch_views
from downrange.dossier.problems import problem_on_page
from downrange.dossier.words import Words
from downrange.records.dossier import Dossier

_CASE_FOLDERS = frozenset({"reports", "notices", "tracks", "telemetry", "elements"})


def as_html(dossier: Dossier, *, lang: str = "en", basemap: Basemap | None = None) -> str:
    """The dossier as the text of one HTML file.

    `basemap` is the ground of the maps; None takes the coasts and names of the catalog.

    Raises:
        InputError: a language that the page is not written in.
    """
    words = language.load(lang)
    ground = basemap if basemap is not None else shipped_basemap(lang)
    return render(dossier, launch_views(dossier, words, ground), words)


def render(dossier: Dossier, launches: Sequence[LaunchView], words: Words) -> str:
    """The page from launches that are ready for it."""
    script = resource("page.js").strip()
    text = (
        _environment()
        .get_template("page.html")
        .render(
            dossier=dossier,
            launches=launches,
            words=words,
            told_problem=problem_on_page,
            style=Markup(palette.as_css() + resource("page.css") + resource("figures.css")),
            script=Markup(script),
            policy=content_policy(script),
            schema=SCHEMA_ID,
            command=rerun_command(dossier),
        )
    )
    return re.sub(r"\n[ \t]*(?=\n)", "", text)


def content_policy(script: str) -> str:
    """The page's content security policy: nothing is fetched, and no script runs but this one."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("downrange.dossier"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def resource(name: str) -> str:
    """The text of a file beside the templates."""
    return resources.files("downrange.dossier").joinpath("templates", name).read_text(encoding="utf-8")


def rerun_command(dossier: Dossier) -> str:
    """The command line that makes this dossier again: case folders where the inputs are in one, else the files."""
    wanted: dict[str, None] = {}
    for path, _ in dossier.inputs:
        at = PurePath(path)
        if at.parent.name in _CASE_FOLDERS and str(at.parent.parent) != ".":
            wanted[str(at.parent.parent)] = None
        elif at.name == "case.toml":
            wanted[str(at.parent)] = None
        else:
            wanted[path] = None
    return shlex.join(["downrange", "assess", *wanted, "--seed", str(dossier.seed)])
