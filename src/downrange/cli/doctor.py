"""`downrange doctor`: what is installed, which data it ships, which kernels are compiled, whether there is a GPU."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from downrange import __version__
from downrange.cli.console import Json, Quiet, open_progress, print_json, say

__all__ = ["doctor"]

PACKAGE = Path(__file__).parents[1]
DATA_SUFFIXES = (".csv", ".geojson", ".json", ".jsonl", ".npz", ".parquet", ".toml", ".tsv")


def doctor(as_json: Json = False, quiet: Quiet = False) -> None:
    """Say what is installed: versions, data files, compiled kernels, GPU.

    Ends with status 1 when something needed is missing.

    Example: downrange doctor --json
    """
    with open_progress("doctor", quiet=quiet) as progress:
        progress("dependencies", 0.0)
        dependencies = find_dependencies()
        progress("data files", 0.2)
        data = find_data()
        progress("kernels", 0.4)
        kernels = find_kernels()
        progress("GPU", 0.9)
        gpu = describe_gpu()
    found = {
        "downrange": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "dependencies": dependencies,
        "data": data,
        "kernels": kernels,
        "gpu": gpu,
    }
    if as_json:
        print_json(found)
    else:
        _print_table(found)
    missing = [name for name, version in dependencies.items() if version is None]
    if missing:
        say(f"missing: {', '.join(missing)}\n  hint: make setup")
        raise typer.Exit(1)


def find_dependencies() -> dict[str, str | None]:
    """Version of each distribution that Downrange requires; None for one that is missing."""
    versions: dict[str, str | None] = {}
    for requirement in metadata.requires("downrange") or []:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[ ;<>=!~\[]", requirement, maxsplit=1)[0]
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return versions


def find_data() -> list[dict[str, Any]]:
    """Shipped data files: path in the package, size, rows where the file has rows, and the start of its SHA-256."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in DATA_SUFFIXES and path.is_file())
    return [
        {
            "path": path.relative_to(PACKAGE).as_posix(),
            "bytes": path.stat().st_size,
            "rows": _count_rows(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        }
        for path in files
    ]


def _count_rows(path: Path) -> int | None:
    if path.suffix in (".csv", ".tsv"):
        with path.open(encoding="utf-8") as lines:
            return max(0, sum(1 for line in lines if not line.startswith("#")) - 1)
    if path.suffix in (".json", ".geojson"):
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = content.get("features", content) if isinstance(content, dict) else content
        return len(rows)
    return None


def find_kernels() -> list[dict[str, Any]]:
    """Functions compiled by Numba, and how many compiled forms of each lie in its cache."""
    kernels: list[dict[str, Any]] = []
    for path in sorted((PACKAGE / "flight").glob("*.py")):
        if "flight.compiling import" in path.read_text(encoding="utf-8"):
            name = ".".join(("downrange", *path.relative_to(PACKAGE).with_suffix("").parts))
            kernels += _kernels_in(import_module(name))
    return kernels


def _kernels_in(module: ModuleType) -> list[dict[str, Any]]:
    from numba.core.dispatcher import Dispatcher

    found: list[dict[str, Any]] = []
    for name, value in vars(module).items():
        if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__:
            cache: str | None = value.stats.cache_path
            pattern = f"{module.__name__.rpartition('.')[2]}.{value.py_func.__qualname__}-*.nbc"
            forms = len(list(Path(cache).glob(pattern))) if cache else 0
            found.append({"kernel": f"{module.__name__}.{name}", "compiled": forms, "cache": cache})
    return found


def describe_gpu() -> dict[str, Any]:
    """Whether a CUDA device can be used, and why not."""
    try:
        from numba import cuda
    except ImportError:
        return {"available": False, "name": None, "note": "numba-cuda is not installed; ensembles run on the CPU"}
    if not cuda.is_available():
        return {"available": False, "name": None, "note": "no CUDA device or driver; ensembles run on the CPU"}
    name = cuda.get_current_device().name
    return {"available": True, "name": name.decode() if isinstance(name, bytes) else str(name), "note": ""}


def _print_table(found: dict[str, Any]) -> None:
    typer.echo(f"downrange {found['downrange']}, Python {found['python']}, {found['platform']}")
    typer.echo(f"interpreter  {sys.executable}")
    typer.echo("\nDependencies")
    for name, version in found["dependencies"].items():
        typer.echo(f"  {name:<22} {version or 'MISSING'}")
    typer.echo("\nData")
    for row in found["data"]:
        rows = f"{row['rows']:,} rows" if row["rows"] is not None else ""
        typer.echo(f"  {row['path']:<52} {row['bytes']:>11,} B  {rows:>13}  {row['sha256']}")
    compiled = sum(1 for row in found["kernels"] if row["compiled"])
    typer.echo(f"\nKernels  {compiled} of {len(found['kernels'])} compiled and cached; the rest are on first use")
    for folder in sorted({row["cache"] for row in found["kernels"] if row["cache"]}):
        typer.echo(f"  {folder}")
    gpu = found["gpu"]
    typer.echo(f"\nGPU  {gpu['name'] if gpu['available'] else gpu['note']}")
