"""Flights as Parquet: one row a flight, one column a quantity; columns of several numbers a flight become lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from downrange.errors import InputError
from downrange.records.flight import Array


def write_flights(flights: Mapping[str, Array], path: Path, *, version: str, seed: int) -> None:
    """Write the columns, each [N] or [N, K]. The file says which version and seed made it, and no time.

    Raises:
        InputError: columns of different lengths.
    """
    lengths = {name: np.shape(column)[0] for name, column in flights.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(
            f"flights.parquet: columns differ in length: {lengths}", hint="give one row a flight in every column"
        )
    table = pa.table({name: _column(np.asarray(column)) for name, column in flights.items()})
    marks = {"downrange": version, "seed": str(seed)}
    pq.write_table(table.replace_schema_metadata(marks), path, compression="zstd")


def _column(column: np.ndarray) -> pa.Array:
    if column.ndim == 1:
        return pa.array(column.tolist() if column.dtype == object else column)
    return pa.FixedSizeListArray.from_arrays(pa.array(column.reshape(-1)), int(np.prod(column.shape[1:])))
