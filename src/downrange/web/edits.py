"""Edited claims: what a reader changed about a value, and the value that comes of it. The claim and its words stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from downrange.errors import InputError
from downrange.records.claim import Claim, ClaimKind
from downrange.records.launch import Case
from downrange.web.asked import Asked, Id, Ids
from downrange.web.store import NotFoundError

CHOICES: dict[ClaimKind, tuple[str, ...]] = {
    ClaimKind.LAUNCH: ("sat", "slv", "icbm", "irbm", "mrbm", "srbm", "slbm", "bm", "missile", "suborbital"),
    ClaimKind.OUTCOME: ("success", "failure", "partial"),
}
"""Values that a claim of a kind can be changed to."""


class Edit(Asked):
    """Another value for a claim: one of these, as its kind asks."""

    number: Annotated[float, Field(gt=-1e12, lt=1e12, allow_inf_nan=False)] | None = None
    """In the claim's own unit."""
    place: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    """Latitude and longitude, degrees."""
    distance_km: Annotated[float, Field(ge=0, le=20_040)] | None = None
    """Of a place that is so far from another."""
    utc: AwareDatetime | None = None
    choice: Annotated[str, Field(max_length=40)] | None = None


class Edits(Asked):
    """Edits by claim id."""

    edits: Annotated[dict[Id, Edit], Field(max_length=500)]


class WithoutThese(Asked):
    """Claims, areas or observations to do without, and claims to take with another value."""

    without: Ids
    edits: Annotated[dict[Id, Edit], Field(max_length=500, default_factory=dict)]


def form_of(claim: Claim) -> dict[str, Any] | None:
    """What can be changed about a claim, with what it is now; None when nothing can."""
    value: Any = claim.value
    if claim.kind in CHOICES:
        return {"field": "choice", "now": str(value), "choices": list(CHOICES[claim.kind])}
    if not isinstance(value, Mapping):
        return None
    if claim.kind is ClaimKind.QUANTITY and _is_number(value.get("value")) and _is_number(value.get("si")):
        return {"field": "number", "now": value["value"], "unit": str(value.get("unit") or "")}
    if claim.kind is ClaimKind.PLACE and _is_number(value.get("lat")) and _is_number(value.get("lon")):
        if _is_number(value.get("distance_km")):
            return {"field": "distance_km", "now": value["distance_km"], "unit": "km"}
        return {"field": "place", "now": [value["lat"], value["lon"]]}
    if claim.kind is ClaimKind.TIME and isinstance(value.get("utc"), str) and "T" in value["utc"]:
        return {"field": "utc", "now": value["utc"]}
    return None


def edited_value(claim: Claim, edit: Edit) -> Any:
    """The value that a claim takes by an edit.

    Raises:
        InputError: the edit is not one for a claim of this kind.
    """
    form = form_of(claim)
    value: Any = claim.value
    given = edit.model_dump(exclude_none=True)
    if form is None or list(given) != [form["field"]]:
        asked = "nothing can be changed" if form is None else f"give {form['field']}"
        raise InputError(f"claim {claim.id} cannot be changed to {sorted(given)}", hint=asked)
    match form["field"]:
        case "choice":
            if edit.choice not in form["choices"]:
                raise InputError(f"no value {edit.choice!r}", hint=f"one of {', '.join(form['choices'])}")
            return edit.choice
        case "number":
            assert edit.number is not None
            scale = value["si"] / value["value"] if value["value"] else 1.0
            return dict(value) | {"value": edit.number, "si": edit.number * scale}
        case "distance_km":
            return dict(value) | {"distance_km": edit.distance_km}
        case "place":
            assert edit.place is not None
            lat, lon = edit.place
            radius = min(float(value.get("radius_km") or 10.0), 50.0)
            return {"lat": lat, "lon": lon, "names": [f"{lat:g}, {lon:g}"], "radius_km": radius}
        case _:
            assert edit.utc is not None
            moment = edit.utc.astimezone(UTC)
            kept = {key: value for key, value in value.items() if key not in {"local", "tz"}}
            return kept | {"utc": _as_utc(moment)}


def values_of(case: Case, edits: Mapping[str, Edit]) -> dict[str, Any]:
    """Values by claim id.

    Raises:
        NotFoundError: a claim that the case does not have.
        InputError: an edit that does not go with its claim.
    """
    claims = {claim.id: claim for report in case.reports for claim in report.claims}
    missing = sorted(edits.keys() - claims.keys())
    if missing:
        raise NotFoundError(f"the case has no claim {missing[0]!r}", hint="name a claim as the board lists it")
    return {id: edited_value(claims[id], edit) for id, edit in edits.items()}


def _as_utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
