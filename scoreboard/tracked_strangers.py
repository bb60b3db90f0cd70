"""Flights of vehicles that the bank does not hold: missiles and launchers drawn from wide ranges of what can be built.

What is told of them while they burn is told by flights of other vehicles, bent to what was seen. In pieces, kept in a
file a flight.
"""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from downrange.earth.geodesic import planes
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array, Ensemble
from downrange.records.track import ImpactPrediction, TrackAnswer
from downrange.records.vehicle import Estimate, Stage, Vehicle
from downrange.tracking.bank import Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.saying import ENOUGH_FLIGHTS, FIRM
from downrange.tracking.setup import candidates
from downrange.tracking.tracker import Tracker
from scoreboard.tracked import NOISES, ORBITAL, as_points, one_flight, site_of

G0 = 9.80665
MISSILE_SPEEDS, LAUNCHER_SPEEDS = (2.2e3, 8.5e3), (9.2e3, 10.2e3)
"""What all stages together add in empty space [m/s]."""
LIFT, UPPER = (13.5, 32.0), (5.0, 32.0)
"""Thrust over the mass that it lifts at ignition, of first and upper stages [m/s2]."""
SOLID, LIQUID = ((240.0, 295.0), (0.80, 0.93)), ((250.0, 345.0), (0.82, 0.95))
"""Specific impulse in empty space [s] and share of propellant in a stage."""
PAYLOADS = (100.0, 6000.0)
"""[kg]"""
LOWEST, NEAREST, LATEST = 60e3, 100e3, 800.0
"""Apogee, range [m] and end of thrust [s] of the flights that are told of."""
TRIES = 200
LEARNT = 20
"""Flights of each kind on which the doubts of the odds were learnt; those after them are reported."""
FLIGHTS, SEEDS = 2000, (1, 2)
"""In the bank, and its seeds."""
AFTER = 60.0
"""Followed so long after the last cut-off [s]."""
CHI2_90 = 4.605
WAYS = ("by the flights alone", "as the package has it")
"""What would be said without the doubts of how odds were worked out, and what is."""


def drawn_vehicle(kind: FlightKind, rng: np.random.Generator) -> Vehicle:
    """A vehicle of which nobody has heard: stages from the top down, so that together they add the speed drawn."""
    missile = kind is FlightKind.BALLISTIC
    count = int(rng.integers(1, 4)) if missile else int(rng.integers(2, 5))
    speeds = MISSILE_SPEEDS if missile else LAUNCHER_SPEEDS
    # A stage gives what its structure allows, and no more.
    total = float(rng.uniform(speeds[0], min(speeds[1], (3.3e3 if missile else 5e3) * count)))
    parts = rng.dirichlet([12.0] * count) * total
    (least, most), fill = SOLID if rng.random() < 0.5 else LIQUID
    mass = payload = math.exp(rng.uniform(*np.log(PAYLOADS)))
    stages: list[Stage] = []
    for number in range(count, 0, -1):
        impulse, share = float(rng.uniform(least, most)), float(rng.uniform(*fill))
        ratio = math.exp(parts[number - 1] / (G0 * impulse))
        whole = mass * (ratio - 1.0) / max(ratio * (share - 1.0) + 1.0, 0.02)
        mass += whole
        push = math.exp(rng.uniform(*np.log(LIFT if number == 1 else UPPER))) * mass
        diameter = 0.9 * (whole / 1000.0) ** (1.0 / 3.0)
        area = 0.35 * math.pi / 4.0 * diameter**2 if number == 1 else 0.0
        stages.append(
            Stage(
                name=f"stage {number}",
                propellant_mass=_about(share * whole),
                dry_mass=_about((1.0 - share) * whole),
                thrust=_about(push),
                specific_impulse=_about(impulse),
                exit_area=_about(area),
                diameter=diameter,
            )
        )
    waits = [0.0, *(float(rng.uniform(0.0, 15.0)) for _ in range(count - 1))]
    return Vehicle(
        id="stranger",
        name="stranger",
        country="",
        stages=tuple(reversed(stages)),
        fairing_mass=_about(0.0),
        payload_mass=_about(payload),
        coast=tuple(Estimate(value=wait, sigma=0.3 * wait, source="drawn") for wait in waits),
        kind=str(kind),
    )


def _about(value: float) -> Estimate:
    return Estimate(value=value, sigma=0.01 * value, source="drawn")


def stranger(kind: FlightKind, index: int, times: Array) -> tuple[FlightModel, Ensemble, np.random.Generator] | None:
    """The `index`-th stranger of a kind, flown to plan; None when no vehicle drawn can do it."""
    rng = np.random.default_rng([index, 41, kind is FlightKind.ORBITAL])
    for _ in range(TRIES):
        vehicle = drawn_vehicle(kind, rng)
        item = next(explanations_of(vehicle, kind, 1.0, rate=0.1, with_failures=False))
        model = FlightModel(vehicle=vehicle, site=site_of(index), explanation=item)
        found = one_flight(model, rng, times)
        if found is None:
            continue
        flight = found[0]
        all_burn = bool(np.isfinite(flight.cutoff_time[0]).all()) and float(flight.end_time[0]) < LATEST
        if all_burn and float(flight.apogee[0]) > LOWEST and not float(flight.ground_range[0]) < NEAREST:
            return model, flight, rng
    return None


@dataclass
class Said:
    """What was said of one flight, in both ways."""

    orbital: bool
    index: int
    sigma: float
    seed: int
    end: float
    """Of thrust [s]."""
    updates: int = 0
    right: list[int] = field(default_factory=lambda: [0, 0])
    wrong: list[int] = field(default_factory=lambda: [0, 0])
    firm: list[float | None] = field(default_factory=lambda: [None, None])
    """First right answer after the first sighting [s]."""
    areas: list[int] = field(default_factory=lambda: [0, 0])
    """Told from flights of the bank."""
    held: list[int] = field(default_factory=lambda: [0, 0])
    odds: list[float] = field(default_factory=list)
    """Of a launch to orbit, by the flights alone, as long as thrust lasts; to hold one seed against the other."""
    doubted: list[float] = field(default_factory=list)
    """The same as the package has it."""


def follow(bank: Bank, kind: FlightKind, index: int, sigma: float, seed: int) -> Said | None:
    """Track one stranger; None when there is none."""
    found = stranger(kind, index, np.arange(0.0, 1000.0, 2.0))
    if found is None:
        return None
    flight, own = found[1], copy.deepcopy(bank)
    end, orbital = float(flight.end_time[0]), kind is FlightKind.ORBITAL
    said = Said(orbital=orbital, index=index, sigma=sigma, seed=seed, end=end)
    tracker, expected = Tracker(pad=own.pad, bank=own), TrackAnswer.ORBITAL if orbital else TrackAnswer.BALLISTIC
    seen = as_points(flight, sigma, np.random.default_rng([index, int(sigma), orbital, 7]))[0]
    for sighting in seen:
        count = len(own.seen.rows)
        update = tracker.update(sighting) if sighting.time <= end + AFTER else None
        if update is None or len(own.seen.rows) == count:
            continue
        said.updates += 1
        share, answer = alone(own)
        in_orbit = update.answer is TrackAnswer.ORBITAL and not own.standing.agrees
        for way, given in enumerate((TrackAnswer.ORBITAL if in_orbit else answer, update.answer)):
            if given is TrackAnswer.CANNOT_TELL:
                continue
            said.right[way] += given is expected
            said.wrong[way] += given is not expected
            if given is expected and said.firm[way] is None:
                said.firm[way] = sighting.time - seen[0].time
        if sighting.time <= end:
            said.odds.append(round(share, 4))
            said.doubted.append(round(update.odds.orbital, 4))
            if not orbital:
                for way, area in enumerate((own.outcome(sighting.time)[0], update.impact)):
                    if area is not None and area.source == "flights":
                        said.areas[way] += 1
                        said.held[way] += holds(area, flight)
    return said


def alone(bank: Bank) -> tuple[float, TrackAnswer]:
    """Odds of a launch to orbit by the flights' evidence alone, and the answer that they would give."""
    shares = dict.fromkeys(FlightKind, 0.0)
    for family, share in zip(bank.families, bank.probabilities(), strict=False):
        shares[family.model.explanation.kind or FlightKind.BALLISTIC] += float(share)
    orbital, ballistic = shares[FlightKind.ORBITAL], shares[FlightKind.BALLISTIC]
    if not bank.settled or bank.effective < ENOUGH_FLIGHTS or max(orbital, ballistic) < FIRM:
        return orbital, TrackAnswer.CANNOT_TELL
    return orbital, TrackAnswer.ORBITAL if orbital > ballistic else TrackAnswer.BALLISTIC


def holds(area: ImpactPrediction, flight: Ensemble) -> bool:
    """Whether a 90 % area holds where the payload came down."""
    body = flight.bodies.index("payload")
    middle = math.degrees(area.latitude), math.degrees(area.longitude)
    east, north = planes(flight.impact_latitude[:, body], flight.impact_longitude[:, body], middle)
    off, (xx, xy, yy) = np.array([float(east[0]), float(north[0])]), area.covariance
    return bool(off @ np.linalg.solve(np.array([[xx, xy], [xy, yy]]), off) < CHI2_90)


def kept(folder: Path) -> list[Said]:
    """Flights so far."""
    return [Said(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def go_on(folder: Path, count: int, seconds: float, share: tuple[int, int]) -> None:
    """Track strangers that were not yet, those that are reported first; each is kept in a file of its own."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(index, seed) for seed in SEEDS for index in (*range(LEARNT, count), *range(min(LEARNT, count)))]
    for index, seed in wanted[share[0] :: share[1]]:
        bank: Bank | None = None
        sigma = NOISES[(index + 2 * (index // len(ORBITAL))) % len(NOISES)]
        for kind in (FlightKind.BALLISTIC, FlightKind.ORBITAL):
            path = folder / f"{kind}-{index}-{seed}.json"
            if path.exists() or time.monotonic() - begun > seconds:
                continue
            site = site_of(index)
            bank = bank or draw_bank(site, candidates(None, site.id), flights=FLIGHTS, seed=seed)
            said = follow(bank, kind, index, sigma, seed)
            if said is not None:
                part = path.with_suffix(".part")
                part.write_text(json.dumps(asdict(said)), encoding="utf-8")
                part.replace(path)


def row(name: str, flights: list[Said], way: int) -> str:
    """One line of the table."""
    right, wrong = sum(said.right[way] for said in flights), sum(said.wrong[way] for said in flights)
    firm = [said.firm[way] for said in flights]
    told = np.array([math.inf if first is None else first for first in firm])
    areas, held = sum(said.areas[way] for said in flights), sum(said.held[way] for said in flights)
    middle = f"{np.median(told):.0f}" if np.isfinite(np.median(told)) else "later than it was followed"
    return (
        f"| {name} | {WAYS[way]} | {len(flights)} | {right + wrong} of {sum(said.updates for said in flights)} "
        f"| {100.0 * wrong / max(right + wrong, 1):.1f} % | {sum(said.wrong[way] > 0 for said in flights)} | {middle} "
        f"| {held} of {areas} |"
    )


def apart(flights: list[Said]) -> list[str]:
    """How far the odds of two seeds are apart on the same sightings, under thrust; nothing where there is one."""
    first, second = ({(said.orbital, said.index): said for said in flights if said.seed == seed} for seed in SEEDS)
    both = [(first[key], second[key]) for key in first if key in second]
    if not both:
        return []
    counts: list[str] = []
    for name in ("odds", "doubted"):
        pairs = [pair for one, two in both for pair in zip(getattr(one, name), getattr(two, name), strict=False)]
        counts.append(f"{sum(abs(a - b) > 0.5 for a, b in pairs)} of {len(pairs)}")
    return [
        f"Of {len(both)} flights, both halves, the odds of two seeds are more than 0.5 apart under thrust at "
        f"{counts[0]} sightings by the flights alone, and at {counts[1]} as told."
    ]


def measure(folder: Path, count: int, seconds: float, share: tuple[int, int]) -> list[str]:
    """The section's lines."""
    go_on(folder, count, seconds, share)
    flights = kept(folder)
    lines = []
    for half, mine in (
        ("report", [said for said in flights if said.index >= LEARNT]),
        ("learn", [said for said in flights if said.index < LEARNT]),
    ):
        for kind, part in (
            ("missiles", [said for said in mine if not said.orbital]),
            ("launchers", [said for said in mine if said.orbital]),
        ):
            lines += [row(f"{kind}, {half} half", part, way) for way in (0, 1) if part]
    return [
        "Vehicles that the bank does not hold: missiles of one to three stages and launchers of two to four, with "
        "thrust, exhaust, structure, payload, waits and turn drawn from wide ranges, from sites and at levels of noise "
        f"in turn; a place every 2 s until {AFTER:.0f} s after burn-out, banks of {FLIGHTS} flights by seeds "
        f"{', '.join(map(str, sorted({said.seed for said in flights})))}, the "
        "vehicle not named. Areas are those told from the bank's flights under thrust; first right answers "
        "count from the first sighting, and flights that never had one as late ones.",
        "",
        "| flights | odds | tracked | answered | wrong of those | flights ever answered wrong | first right answer, "
        "median [s] | areas that hold the place |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *lines,
        "",
        *apart(flights),
    ]
