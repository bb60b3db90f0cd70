"""Launch vehicles with error bars: one TOML file a family, parsed on first use.

A file has `[sources]` (key to citation), `[stage.KEY]` tables of estimates `[value, one standard deviation, source
key]`, and `[vehicle.ID]` tables that put stages together. A stage may carry `published_burn_time` [s]: what it should
burn for, which the tests compare with propellant, thrust and specific impulse.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from downrange.catalog.names import fold_name
from downrange.catalog.tables import DATA
from downrange.errors import CatalogError
from downrange.records.launch import CatalogLaunch
from downrange.records.vehicle import Estimate, Stage, Vehicle

GENERIC_FILE = "generic.toml"
_STAGE_NUMBERS = ("propellant_mass", "dry_mass", "thrust", "specific_impulse", "exit_area")


@cache
def _families() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Parsed files by name, the generic classes last."""
    paths = sorted((DATA / "vehicles").glob("*.toml"), key=lambda path: (path.name == GENERIC_FILE, path.name))
    return tuple((path.name, tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def _vehicles() -> dict[str, Vehicle]:
    found: dict[str, Vehicle] = {}
    for file, family in _families():
        sources: dict[str, str] = family["sources"]
        stages = {key: _stage(f"{file}: stage {key}", table, sources) for key, table in family["stage"].items()}
        for id_, table in family["vehicle"].items():
            where = f"{file}: vehicle {id_}"
            if id_ in found:
                raise CatalogError(f"{where} is defined twice", hint="give each vehicle one id")
            found[id_] = Vehicle(
                id=id_,
                name=table["name"],
                country=table["country"],
                stages=tuple(stages[key] for key in table["stages"]),
                booster=stages[table["booster"]] if "booster" in table else None,
                booster_count=table.get("booster_count", 0),
                fairing_mass=_estimate(where, table["fairing_mass"], sources),
                payload_mass=_estimate(where, table["payload_mass"], sources),
                aliases=tuple(dict.fromkeys((*table["aliases"], *table["catalog"]))),
                coast=tuple(_estimate(where, triple, sources) for triple in table["coast"]),
                kind=table.get("kind", "orbital"),
                generic=file == GENERIC_FILE,
                note=table.get("note", ""),
            )
    return found


def _stage(where: str, table: dict[str, Any], sources: dict[str, str]) -> Stage:
    numbers = {key: _estimate(where, table[key], sources) for key in _STAGE_NUMBERS}
    return Stage(name=table["name"], diameter=table["diameter"], burns=table.get("burns", 1), **numbers)


def _estimate(where: str, triple: list[Any], sources: dict[str, str]) -> Estimate:
    value, sigma, key = triple
    if key not in sources:
        raise CatalogError(f"{where}: source {key!r} is not listed", hint="add it to the file's [sources]")
    return Estimate(value=float(value), sigma=float(sigma), source=sources[key])


@cache
def _by_name() -> dict[str, Vehicle]:
    index: dict[str, Vehicle] = {}
    for vehicle in _vehicles().values():
        index.setdefault(fold_name(vehicle.id), vehicle)
        index.setdefault(fold_name(vehicle.name), vehicle)
    for vehicle in _vehicles().values():
        if not vehicle.generic:
            for name in vehicle.aliases:
                index.setdefault(fold_name(name), vehicle)
    return index


@cache
def _by_catalog_name() -> dict[str, Vehicle]:
    """Catalog spelling ('vehicle' or 'vehicle variant') to vehicle."""
    index: dict[str, Vehicle] = {}
    for _, family in _families():
        for id_, table in family["vehicle"].items():
            for name in table["catalog"]:
                index.setdefault(name, _vehicles()[id_])
    return index


@cache
def all_vehicles() -> tuple[Vehicle, ...]:
    """Every real vehicle of the catalog."""
    return tuple(vehicle for vehicle in _vehicles().values() if not vehicle.generic)


@cache
def generic_classes() -> tuple[Vehicle, ...]:
    """Classes that stand for an unknown vehicle: orbital by number of stages, and ballistic ones.

    Ballistic classes exist only to tell a ballistic flight from a launch to orbit: rough means, wide errors.
    """
    return tuple(vehicle for vehicle in _vehicles().values() if vehicle.generic)


def find_vehicle(name: str) -> Vehicle | None:
    """The vehicle with this id, name or alias; None when unknown.

    A serial or flight number after the name is let go: 'PSLV-C61' finds the PSLV, 'H-IIA F50' the H-IIA.
    """
    words = fold_name(name).split()
    for count in range(len(words), 0, -1):
        found = _by_name().get(" ".join(words[:count]))
        if found is not None:
            return found
    return None


def vehicle_of_launch(launch: CatalogLaunch) -> Vehicle | None:
    """The catalog's vehicle for a past launch: by its variant, else by its name; None when the catalog has none."""
    index = _by_catalog_name()
    return index.get(f"{launch.vehicle} {launch.variant}") or index.get(launch.vehicle)


def published_burn_times() -> dict[str, tuple[Stage, float]]:
    """Stages whose burn time is published [s], by 'file: stage'; for checks against what the numbers imply."""
    found: dict[str, tuple[Stage, float]] = {}
    for file, family in _families():
        for key, table in family["stage"].items():
            if "published_burn_time" in table:
                stage = _stage(f"{file}: stage {key}", table, family["sources"])
                found[f"{file}: {key}"] = (stage, float(table["published_burn_time"]))
    return found
