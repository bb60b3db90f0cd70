"""What requests may ask: the shapes of their bodies, checked at the door."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from downrange.reading.sniff import Kind

Id = Annotated[str, Field(min_length=1, max_length=120)]
Ids = Annotated[list[Id], Field(max_length=5000)]
Line = Annotated[str, Field(max_length=300)]
Lang = Literal["en", "fr"]


class Asked(BaseModel):
    """A body; keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid")


class NewCase(Asked):
    """A new case, empty or from a shipped example."""

    title: Line = ""
    example: Id | None = None


class Stated(Asked):
    """What the user states about a case; null takes it back."""

    title: Line | None = None
    site: Line | None = None
    vehicle: Line | None = None
    pad: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    """Latitude and longitude, degrees."""
    liftoff: Line | None = None
    """ISO 8601, UTC."""


class PastedText(Asked):
    """A text to add to a case."""

    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]
    kind: Kind | None = None
    """Null: told by its content."""
    url: Line = ""
    outlet: Line = ""
    published: Line = ""
    lang: Line = ""


class NewText(Asked):
    """A new text for a file of a case."""

    text: Annotated[str, Field(max_length=2_000_000)]


class Struck(Asked):
    """Claims, areas or observations struck out."""

    struck: Ids


class Assessing(Asked):
    """How to assess a case."""

    quick: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    without: Ids = []


class Document(Asked):
    """A text to read without keeping it."""

    text: Annotated[str, Field(min_length=1, max_length=500_000)]
    name: Annotated[str, Field(max_length=120)] = "pasted.txt"


class Flying(Asked):
    """A catalog vehicle to fly."""

    vehicle: Id
    site: Id
    """Launch site by name."""
    perigee_km: Annotated[float, Field(ge=80, le=50_000)] = 500.0
    apogee_km: Annotated[float, Field(ge=80, le=50_000)] = 500.0
    inclination_deg: Annotated[float, Field(ge=0, le=180)] | None = None
    azimuth_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    samples: Annotated[int, Field(ge=1, le=2000)] = 1
    fail_stage: Annotated[int, Field(ge=1, le=5)] | None = None
    fail_mode: Annotated[str, Field(max_length=40)] | None = None
    fail_time_s: Annotated[float, Field(ge=0, le=5000)] = 0.0
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
