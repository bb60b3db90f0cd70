"""`downrange serve`: the local app."""

from __future__ import annotations

import socket
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from downrange.cli.console import Quiet, say
from downrange.errors import InputError

__all__ = ["serve"]

NEEDED = ("fastapi", "uvicorn", "python_multipart")


def serve(
    case: Annotated[Path | None, typer.Argument(metavar="[CASE]", help="A case folder to open.")] = None,
    cases: Annotated[Path, typer.Option(help="Folder of the other cases; made when the first is.")] = Path(
        "downrange-cases"
    ),
    host: Annotated[str, typer.Option(help="Address to listen on; any other lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes one that is free.")] = 8117,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """Serve the local app: evidence board, globe, timeline and verdict of your cases, in the browser.

    Example: downrange serve my-case --open
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"the app needs {', '.join(missing)}", hint="pip install 'downrange[web]'")
    if case is not None and not case.is_dir():
        raise InputError(
            f"{case}: no such case folder", hint="name a folder with reports/, notices/ or telemetry/ in it"
        )
    import uvicorn

    from downrange.web.app import create_app
    from downrange.web.guard import LOCAL
    from downrange.web.store import CaseStore

    store = CaseStore(folder=cases, opened=case.resolve() if case else None)
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/" + (f"#/case/{store.opened_id()}/board" if case else "")
    say(f"Downrange is at {address}  (Ctrl-C ends it)", quiet=quiet)
    if open_page:
        webbrowser.open(address)
    settings = uvicorn.Config(
        create_app(store, hosts=frozenset((*LOCAL, shown))),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(settings).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address.

    Raises:
        InputError: the address is taken or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(
            f"{host}:{port}: {error.strerror}", hint="choose another --port, or 0 for a free one"
        ) from error
    return listener
