"""The command `downrange`: lists the verbs, loads the one that is called, and turns wrong calls into messages.

Exit status: 0 done; 1 done, but problems were found in the input; 2 wrong call. stdout is data, stderr is talk.
"""

from __future__ import annotations

import ast
import gc
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from downrange import __version__
from downrange.cli.console import complain
from downrange.errors import DownrangeError

__all__ = ["VERBS", "app", "run"]

VERBS = ("demo", "assess", "export", "read", "notice", "fly", "optimize", "track", "serve", "doctor")
"""In the order of the help."""

WRONG_CALL = 2
GARBAGE = 300_000
"""Objects made before garbage is looked for: more than a verb loads, so that Numba is not searched while it loads."""
INTERRUPTED = 130
"""What a shell reports for a program ended by Ctrl-C."""


def _home(verb: str) -> Path:
    return Path(__file__).with_name(f"{verb}.py")


def _summary(verb: str) -> str:
    """First line of the verb function's docstring, read without importing it."""
    tree = ast.parse(_home(verb).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == verb:
            return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""


def _load(verb: str) -> Any:
    """The verb's command, ready to parse its arguments."""
    function = getattr(import_module(f"downrange.cli.{verb}"), verb)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    single.command(verb)(function)
    return typer.main.get_command(single)


class Verbs(TyperGroup):
    """The group of verbs; its listing imports none of them, so that `--help` stays light."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for verb in VERBS:
            if _home(verb).is_file():
                self.add_command(TyperCommand(verb, short_help=_summary(verb), rich_markup_mode=None))

    def list_commands(self, ctx: Any) -> list[str]:
        """Verbs in the order of the story, not of the alphabet."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The called verb, loaded now."""
        verb, command, rest = super().resolve_command(ctx, args)
        return verb, command if verb is None else _load(verb), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; a wrong call becomes its message and status 2."""
        try:
            return super().invoke(ctx)
        except DownrangeError as error:
            complain(str(error))
            raise typer.Exit(WRONG_CALL) from error
        except KeyboardInterrupt as stop:
            complain("stopped")
            raise typer.Exit(INTERRUPTED) from stop


app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Example: downrange assess report.txt notice.txt --out dossier",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"downrange {__version__}")
        raise typer.Exit


@app.callback()
def describe(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """What flew, where it was bound, what failed, and where it fell: from public reports, with odds and sources."""


def run() -> None:
    """Entry point of the command `downrange`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(GARBAGE)
    try:
        app()
    finally:
        gc.freeze()  # the process ends: what Numba has built need not be taken apart, which takes 0.3 s
