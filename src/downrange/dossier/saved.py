"""Saved records: a dossier kept whole as JSON and read back, so that it renders again without flying."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from downrange.errors import InputError
from downrange.records.dossier import Dossier

_DOSSIER = TypeAdapter(Dossier)


def as_text(dossier: Dossier) -> str:
    """The records as JSON text; NaN and infinity are kept as such strings."""
    return to_json(_DOSSIER.dump_python(dossier), inf_nan_mode="strings").decode() + "\n"


def read_saved(path: Path) -> Dossier:
    """The dossier in a `records.json`, or in the dossier folder that holds one.

    Raises:
        InputError: no such file, or not one that this version can read.
    """
    path = path / "records.json" if path.is_dir() else path
    try:
        return _DOSSIER.validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"no dossier can be read from {path}: {error.strerror}", hint="name a dossier folder or its records.json"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{path}: not a saved dossier: {where}: {first['msg']}", hint="assess the case again"
        ) from error
