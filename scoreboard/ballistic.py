"""Launch to orbit or ballistic flight: reported numbers, warnings with nothing else, and numbers that clash."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from downrange.catalog.vehicles import generic_classes
from downrange.inference.explanations import explanations_of
from downrange.inference.infer import infer
from downrange.inference.model import FlightModel
from downrange.inference.replay import fly_again
from downrange.judging.consistency import TOO_FAR, TRIO, flight_time, hold_together
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool
from downrange.linking.launches import link_launches
from downrange.linking.observe import CONFIDENCE, RELATIVE_WIDTH, rounding_width
from downrange.reading.document import read_document
from downrange.reading.notice import read_notices
from downrange.records.claim import Hedge
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind
from downrange.records.launch import Case
from downrange.records.observation import Scalar, ScalarObservation
from downrange.records.place import Site
from scoreboard import notices
from scoreboard.shared import DATA, half, rows, say, write_section

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Edges for the calibration error."""
PYONGYANG = (39.2, 125.7)
EAST = math.pi / 2
PLANTED_SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case scored."""

    case: str
    source: str
    truth: str
    answer: str
    p_orbital: float
    seconds: float
    flights: int

    @property
    def right(self) -> bool:
        """Answered, and as it was."""
        return self.answer == self.truth


def number(quantity: Scalar, text: str, per_unit: float, *, hedge: Hedge = Hedge.FACT) -> ScalarObservation:
    """A reported figure as the package weighs one: width from the press's scatter and from its last digit."""
    value = float(text)
    share = RELATIVE_WIDTH["plain"]
    rounding = rounding_width({"value": value, "si": value * per_unit})
    sigma = math.hypot(share * value * per_unit, rounding / math.sqrt(12.0))
    return ScalarObservation(
        id=f"{quantity}", quantity=quantity, value=value * per_unit, sigma=sigma, confidence=CONFIDENCE[hedge]
    )


def at(case: str, place: tuple[float, float], observations: tuple[ScalarObservation, ...]) -> LaunchEvidence:
    """Evidence on a flight of which nothing is known but its place of launch and some numbers."""
    site = Site(
        id=case, name=case, latitude_deg=place[0], longitude_deg=place[1], country="", timezone="UTC", source="CNS"
    )
    liftoff = Liftoff(utc=None, earliest=None, latest=None)
    return LaunchEvidence(id=case, title=case, site=site, liftoff=liftoff, observations=observations)


def korean_flights() -> Iterator[tuple[str, LaunchEvidence]]:
    """North Korean ballistic flights with both range and apogee."""
    for index, row in enumerate(rows("ballistic", "cns_nk_tests.csv")):
        if row["apogee_km"] and row["range_km"] and row["facility_lat_deg"]:
            case = f"{row['date']}-{row['missile']}-{index}"
            place = float(row["facility_lat_deg"]), float(row["facility_lon_deg"])
            figures = (
                number(Scalar.APOGEE, row["apogee_km"], 1e3),
                number(Scalar.GROUND_RANGE, row["range_km"], 1e3),
            )
            yield case, at(case, place, figures)


def trios() -> Iterator[tuple[str, tuple[ScalarObservation, ...]]]:
    """Flights whose apogee, range and flight time were announced as plain numbers; 'about' is let go."""
    for row in rows("ballistic", "reported_flight_times.csv"):
        texts = [row["apogee_km"], row["range_km"], row["flight_time_s"]]
        figures = [text.replace("about ", "") for text in texts]
        if all(figure.replace(".", "").isdigit() for figure in figures):
            yield (
                f"{row['date_utc']}-{row['missile']}",
                tuple(number(*item) for item in zip(TRIO, figures, (1e3, 1e3, 1.0), strict=True)),
            )


def warned() -> Iterator[tuple[str, str, LaunchEvidence]]:
    """Ballistic tests, and one launch to orbit that did not fly, of which only the warnings are read."""
    files = {next(iter(row.values())): list(row.values())[1] for row in rows("notices", "index.csv")}
    for row in rows("notices", "ballistic_and_other.csv"):
        read = []
        for message in row["notices"].split(";"):
            document, _ = read_document(str(DATA / "notices" / "raw" / files[message.strip()]))
            if document is not None:
                read += read_notices(document)
        truth = "orbital" if row["class"].startswith("space") else "ballistic"
        for evidence in link_launches(Case(id=row["case"], path="", notices=tuple(read))):
            yield row["case"], truth, evidence


def score(evidence: LaunchEvidence, source: str, truth: str, *, particles: int) -> Row:
    """Ask of one case what it was."""
    begun = time.perf_counter()
    if evidence.site is None:
        return Row(
            case=evidence.id, source=source, truth=truth, answer="cannot tell", p_orbital=0.5, seconds=0.0, flights=0
        )
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    flown = fly_again(inference, seed=1)
    kind = findings_of(evidence, evidence.site, inference.posteriors, Pool(flown=flown), seed=1).kind
    return Row(
        case=evidence.id,
        source=source,
        truth=truth,
        answer=kind.answer,
        p_orbital=kind.p_orbital,
        seconds=time.perf_counter() - begun,
        flights=inference.flights,
    )


def calibration_error(found: list[Row]) -> float:
    """Expected calibration error of the odds for orbit: what was said less what was so, averaged over bins."""
    said = np.array([row.p_orbital for row in found])
    was = np.array([row.truth == "orbital" for row in found], dtype=float)
    chosen = np.digitize(said, BINS[1:-1])
    return float(
        sum(
            abs(said[chosen == bin].mean() - was[chosen == bin].mean()) * (chosen == bin).mean()
            for bin in np.unique(chosen)
        )
    )


def summary(found: list[Row]) -> str:
    """How often it answers, how often the answer is right, and how good the odds are."""
    answered = [row for row in found if row.answer != "cannot tell"]
    right = sum(row.right for row in answered)
    share = f"{right} of {len(answered)} right" if answered else "none answered"
    return (
        f"{len(found)} cases: {share}; 'cannot tell' in {len(found) - len(answered)}; "
        f"expected calibration error {calibration_error(found):.3f}; "
        f"{median(row.seconds for row in found):.1f} s a case (median)"
    )


def times() -> list[str]:
    """Flight time from apogee and range against what was announced."""
    lines = [
        "### Flight time from apogee and range",
        "",
        "From Pyongyang to the east. The time is compared, and all three are held together as a dossier would.",
        "",
        "| flight | apogee, km | range, km | announced, s | computed, s | off | said of the three |",
        "|---|---|---|---|---|---|---|",
    ]
    for case, trio in trios():
        apogee, reach, lasting = (item.value for item in trio)
        found, _ = flight_time(apogee, reach, place_deg=PYONGYANG, bearing=EAST)
        verdict = hold_together(trio, place_deg=PYONGYANG, bearing=EAST)
        what = f"{verdict.miss:+.1f} σ"
        if verdict.mendings:
            first = verdict.mendings[0]
            what += f": {first.quantity.replace('_', ' ')} off, {first.fitting:.5g} would fit"
        lines.append(
            f"| {case} | {apogee / 1e3:.0f} | {reach / 1e3:.0f} | {lasting:.0f} | {found:.0f} "
            f"| {100 * (found / lasting - 1):+.1f} % | {what} |"
        )
    return [*lines, ""]


def planted(count: int = 400) -> list[str]:
    """Flown ballistic flights with one of their three numbers spoiled: is it seen, and is the right one named?"""
    rng = np.random.default_rng(PLANTED_SEED)
    place = Site(
        id="pad", name="pad", latitude_deg=PYONGYANG[0], longitude_deg=PYONGYANG[1], country="", timezone="UTC"
    )
    tables: list[np.ndarray] = []
    for vehicle in (item for item in generic_classes() if item.kind == "ballistic"):
        plan = next(explanations_of(vehicle, FlightKind.BALLISTIC, 1.0, rate=0.1, with_failures=False))
        model = FlightModel(vehicle=vehicle, site=place, explanation=plan)
        flight, _ = model.fly(rng.standard_normal((count, model.dimension)))
        table = np.stack([flight.peak_height, flight.ground_range, flight.flight_time], axis=1)
        tables.append(table[model.feasible(flight) & (table[:, 0] > 40e3) & (table[:, 1] < 6 * table[:, 0])])
    flights = rng.permutation(np.concatenate(tables))[:count]
    lines = ["### A number that does not belong", ""]
    whole = [_told(numbers, rng) for numbers in flights]
    alarms = sum(abs(hold_together(trio).miss) > TOO_FAR for trio in whole)
    lines.append(f"- {len(whole)} flown flights told with 2 % of scatter: {alarms} called impossible")
    for label, factors in (
        ("feet for meters", {0: 1 / 0.3048}),
        ("miles for kilometers of range", {1: 1 / 1.609344}),
        ("a zero too many in the range", {1: 10.0}),
        ("twice the flight time", {2: 2.0}),
        ("40 % off the apogee", {0: 0.6}),
    ):
        seen = named = 0
        for numbers in flights:
            spoiled = numbers.copy()
            which, factor = next(iter(factors.items()))
            spoiled[which] *= factor
            verdict = hold_together(_told(spoiled, rng))
            seen += bool(verdict.mendings)
            named += bool(verdict.mendings) and verdict.mendings[0].quantity is TRIO[which]
        lines.append(f"- {label}: seen in {seen} of {len(flights)}, the right number named first in {named} of those")
    return [*lines, ""]


def _told(numbers: np.ndarray, rng: np.random.Generator) -> tuple[ScalarObservation, ...]:
    scattered = numbers * (1.0 + 0.02 * rng.standard_normal(3))
    return tuple(
        ScalarObservation(id=quantity, quantity=quantity, value=float(value), sigma=0.02 * float(value))
        for quantity, value in zip(TRIO, scattered, strict=True)
    )


def run(*, particles: int = 200, only: str = "", most: int = 40) -> None:
    """Score all sets and write the section.

    Args:
        particles: draws per explanation.
        only: part of a case's name; nothing is written then.
        most: flights taken from the long list of North Korean ones, evenly spread over it.
    """
    found: list[Row] = []

    def add(evidence: LaunchEvidence, source: str, truth: str) -> None:
        if only in evidence.id:
            found.append(score(evidence, source, truth, particles=particles))
            row = found[-1]
            say(
                f"{source} {row.case} {row.truth}: {row.answer}, p(orbital) {row.p_orbital:.3f}, "
                f"{row.flights} flights, {row.seconds:.1f} s"
            )

    listed = list(korean_flights())
    for _, evidence in listed[:: max(1, len(listed) // most)]:
        add(evidence, "range and apogee", "ballistic")
    for case, trio in trios():
        add(at(case, PYONGYANG, trio), "range, apogee and time", "ballistic")
    for _, truth, evidence in warned():
        add(evidence, "warnings alone", truth)
    for _, _, evidence in notices.cases():
        if evidence.site is not None:
            add(notices.unknown_vehicle(evidence), "warnings and pad", "orbital")
    lines = ["## Launch to orbit or ballistic flight", ""]
    lines.append(f"{particles} draws an explanation, vehicle never named; every third or so of the Korean flights.")
    lines.append("")
    lines.append(f"- all: {summary(found)}")
    for part in ("learn", "report"):
        lines.append(f"- {part} half: {summary([row for row in found if half(row.case) == part])}")
    for source in dict.fromkeys(row.source for row in found):
        lines.append(f"- {source}: {summary([row for row in found if row.source == source])}")
    lines += ["", "Wrong, or cannot tell:", "", "| case | half | from | truth | answer | p(orbital) |"]
    lines.append("|---|---|---|---|---|---|")
    lines += [
        f"| {row.case} | {half(row.case)} | {row.source} | {row.truth} | {row.answer} | {row.p_orbital:.2f} |"
        for row in found
        if not row.right
    ]
    lines += ["", *times(), *planted()]
    if only:
        say("\n".join(lines))
    else:
        write_section("ballistic", "\n".join(lines))
