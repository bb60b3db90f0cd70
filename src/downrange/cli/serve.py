"""`downrange serve`: the local app over a folder of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from downrange.cli.assess import Language
from downrange.cli.console import say
from downrange.errors import InputError

__all__ = ["serve"]


def serve(
    folder: Annotated[
        Path, typer.Argument(help="Folder of cases, made if it is not there; or one case folder.")
    ] = Path("downrange-cases"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8577,
    lang: Annotated[Language, typer.Option(help="Language of the dossiers.")] = Language.EN,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampler.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No talk.")] = False,
) -> None:
    """Open the local app: drop in evidence, strike out claims, see the odds move.

    It listens on this machine only unless told otherwise, and needs the extra `web`.

    Example: downrange serve my-cases
    """
    try:
        import uvicorn

        from downrange.web.app import LOCAL_HOSTS, create_app
        from downrange.web.store import CASE_FILE, CaseStore
    except ModuleNotFoundError as error:
        raise InputError(f"the app needs {error.name}", hint='install it with: pip install "downrange[web]"') from error
    start = "/"
    if (folder / CASE_FILE).is_file():
        folder, start = folder.resolve().parent, f"/case/{folder.resolve().name}"
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app(CaseStore(folder), lang=lang.value, seed=seed, hosts=(*LOCAL_HOSTS, host))
    say(f"Downrange is at http://{host}:{port}{start} (Ctrl-C ends it)", quiet=quiet)
    uvicorn.run(app, host=host, port=port, log_level="warning")
