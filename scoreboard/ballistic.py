"""Launch to orbit or ballistic flight: reported numbers, warnings with nothing else, and numbers that clash."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from downrange.catalog.vehicles import generic_classes
from downrange.inference.explanations import explanations_of
from downrange.inference.infer import infer
from downrange.inference.model import FlightModel
from downrange.inference.replay import fly_again
from downrange.judging.consistency import RADIUS, TOO_FAR, TRIO, arc_time, flight_time, hold_together
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
from scoreboard.pieces import Piece, kept
from scoreboard.shared import DATA, half, rows, say, write_section

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Edges for the calibration error."""
PYONGYANG = (39.2, 125.7)
EAST = math.pi / 2
LAUNCHER = "unha"
"""A launcher among the missiles of the list."""
PLANTED_SEED, NOISE_SEED = 22, 21


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
    """Ballistic tests and launches to orbit of which only the warnings are read, no pad and no vehicle."""
    files = {next(iter(row.values())): list(row.values())[1] for row in rows("notices", "index.csv")}
    for row in (*rows("notices", "ballistic_and_other.csv"), *rows("notices", "launches.csv")):
        read = []
        for message in row["notices"].split(";"):
            document, _ = read_document(str(DATA / "notices" / "raw" / files[message.strip()]))
            if document is not None:
                read += read_notices(document)
        truth = "orbital" if row.get("class", "space").startswith("space") else "ballistic"
        for evidence in link_launches(Case(id=row["case"], path="", notices=tuple(read))):
            yield row["case"], truth, evidence


def score(case: str, evidence: LaunchEvidence, source: str, truth: str, *, particles: int) -> Row:
    """Ask of one case what it was."""
    begun = time.perf_counter()
    if evidence.site is None:
        return Row(case=case, source=source, truth=truth, answer="cannot tell", p_orbital=0.5, seconds=0.0, flights=0)
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    flown = fly_again(inference, seed=1)
    kind = findings_of(evidence, evidence.site, inference.posteriors, Pool(flown=flown), seed=1).kind
    return Row(
        case=case,
        source=source,
        truth=truth,
        answer=kind.answer,
        p_orbital=kind.p_orbital,
        seconds=time.perf_counter() - begun,
        flights=inference.flights,
    )


def calibration_error(found: list[Row]) -> float:
    """Expected calibration error of the odds for orbit: what was said less what was so, averaged over bins."""
    return _calibration_error(*_said_and_so(found))


def _said_and_so(found: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    said = np.array([row.p_orbital for row in found])
    return said, np.array([row.truth == "orbital" for row in found], dtype=float)


def _calibration_error(said: np.ndarray, so: np.ndarray) -> float:
    chosen = np.digitize(said, BINS[1:-1])
    return float(
        sum(
            abs(said[chosen == bin].mean() - so[chosen == bin].mean()) * (chosen == bin).mean()
            for bin in np.unique(chosen)
        )
    )


def noise_floor(found: list[Row]) -> tuple[float, float]:
    """What the calibration error of so many cases would be if what was said were right: median, and 95 % below."""
    said, _ = _said_and_so(found)
    rng = np.random.default_rng(NOISE_SEED)
    drawn = [_calibration_error(said, (rng.random(len(said)) < said).astype(float)) for _ in range(2000)]
    return float(np.median(drawn)), float(np.quantile(drawn, 0.95))


def reliability(found: list[Row]) -> list[str]:
    """What was said against what was so, by bins."""
    said, so = _said_and_so(found)
    chosen = np.digitize(said, BINS[1:-1])
    lines = ["| said p(orbital) | cases | mean said | to orbit |", "|---|---|---|---|"]
    for bin in np.unique(chosen):
        here = chosen == bin
        edges = f"{BINS[bin]:.1f} to {BINS[bin + 1]:.1f}"
        lines.append(f"| {edges} | {here.sum()} | {said[here].mean():.3f} | {so[here].mean():.3f} |")
    return lines


def summary(found: list[Row]) -> str:
    """How often it answers, how often the answer is right, and how good the odds are."""
    answered = [row for row in found if row.answer != "cannot tell"]
    right = sum(row.right for row in answered)
    share = f"{right} of {len(answered)} right" if answered else "none answered"
    usual, most = noise_floor(found)
    return (
        f"{len(found)} cases: {share}; 'cannot tell' in {len(found) - len(answered)}; "
        f"expected calibration error {calibration_error(found):.3f} "
        f"(if the odds were right so many cases would show {usual:.3f}, and up to {most:.3f}); "
        f"{median(row.seconds for row in found):.1f} s a case (median)"
    )


def times() -> list[str]:
    """Flight time from apogee and range against what was announced."""
    whole, _ = flight_time(550e3, 2700e3, place_deg=PYONGYANG, bearing=EAST)
    arc = arc_time(550e3, 2700e3 / RADIUS)
    lines = [
        "### Flight time from apogee and range",
        "",
        "From Pyongyang to the east. The time is compared, and all three are held together as a dossier would. "
        f"The Hwasong-12 of August 2017 was announced with 14 to 15 min: its arc alone takes {arc:.0f} s, which leaves "
        f"{870.0 - arc:.0f} s for what powered flight and the fall add, where {whole - arc:.0f} s are usual; an apogee "
        f"of {_fitting_apogee(2700e3, 870.0) / 1e3:.0f} km would fit.",
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


def _fitting_apogee(reach: float, lasting: float) -> float:
    """Apogee that a range and a flight time ask for [m]."""
    apogees = np.linspace(100e3, 2000e3, 400)
    return float(np.interp(lasting, [flight_time(float(apogee), reach)[0] for apogee in apogees], apogees))


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
    lines += [
        "",
        "Seen: called impossible for one flight. Can be: the slip moves the time that is asked for, or told, by more "
        f"than {TOO_FAR} of its widths; what moves it by less cannot be seen in three numbers by anybody.",
        "",
        "| planted | can be seen | seen | right number named first of those | named with this slip |",
        "|---|---|---|---|---|",
    ]
    for label, which, factor, slip in SLIPPED:
        can = seen = named = with_slip = 0
        for numbers in flights:
            spoiled = numbers.copy()
            spoiled[which] *= factor
            can += abs(hold_together(_exactly(spoiled)).miss) > TOO_FAR
            mendings = hold_together(_told(spoiled, rng)).mendings
            seen += bool(mendings)
            right = bool(mendings) and mendings[0].quantity is TRIO[which]
            named += right
            with_slip += right and mendings[0].slip == slip
        told = str(with_slip) if slip else ""
        lines.append(f"| {label} | {can} | {seen} of {len(flights)} | {named} | {told} |")
    return [*lines, ""]


SLIPPED = (
    ("apogee in feet", 0, 1 / 0.3048, "feet taken for meters"),
    ("apogee in miles", 0, 1 / 1.609344, "miles taken for kilometers"),
    ("range in miles", 1, 1 / 1.609344, "miles taken for kilometers"),
    ("range in nautical miles", 1, 1 / 1.852, "nautical miles taken for kilometers"),
    ("a zero too many in the range", 1, 10.0, "a zero too many"),
    ("a zero lost in the apogee", 0, 0.1, "a zero lost"),
    ("twice the flight time", 2, 2.0, "the time told twice over"),
    ("minutes of flight time told as seconds", 2, 1 / 60.0, "minutes taken for seconds"),
    ("apogee 40 % too low", 0, 0.6, ""),
)


def _told(numbers: np.ndarray, rng: np.random.Generator) -> tuple[ScalarObservation, ...]:
    return _exactly(numbers * (1.0 + 0.02 * rng.standard_normal(3)))


def _exactly(numbers: np.ndarray) -> tuple[ScalarObservation, ...]:
    return tuple(
        ScalarObservation(id=quantity, quantity=quantity, value=float(value), sigma=0.02 * float(value))
        for quantity, value in zip(TRIO, numbers, strict=True)
    )


def run(*, particles: int = 200, only: str = "", pieces: Path | None = None, seconds: float = math.inf) -> None:
    """Score all sets and write the section.

    Args:
        particles: draws per explanation.
        only: part of a case's name; nothing is written then.
        pieces: folder where finished cases are kept.
        seconds: time after which no other case is begun; the section then says how many are missing.
    """
    found: list[Row] = []
    missing = 0
    begun = time.perf_counter()

    def add(case: str, evidence: LaunchEvidence, source: str, truth: str) -> None:
        nonlocal missing
        if only in case:
            late = time.perf_counter() - begun > seconds
            make = partial(_piece, case, evidence, source, truth, particles)
            piece = kept(pieces, f"ballistic-{source}-{case}-{evidence.id}-{particles}", None if late else make)
            if piece is None:
                missing += 1
                return
            row = Row(**{**piece, "truth": truth})
            found.append(row)
            say(
                f"{source} {row.case} {row.truth}: {row.answer}, p(orbital) {row.p_orbital:.3f}, "
                f"{row.flights} flights, {row.seconds:.1f} s"
            )

    for case, truth, evidence in warned():
        add(case, evidence, "warnings alone", truth)
    for case, _, evidence in notices.cases():
        if evidence.site is not None:
            add(case, notices.unknown_vehicle(evidence), "warnings and pad", "orbital")
    for case, trio in trios():
        add(case, at(case, PYONGYANG, trio), "range, apogee and time", "ballistic")
    for case, evidence in korean_flights():
        add(case, evidence, "range and apogee", "orbital" if LAUNCHER in case else "ballistic")
    lines = ["## Launch to orbit or ballistic flight", ""]
    lines.append(
        f"{particles} draws an explanation, vehicle never named. Range and apogee: all North Korean flights of which "
        "both are told, 147 of the 339 listed"
        + (f"; {missing} cases of these and of the trios are not scored yet, for want of time." if missing else ".")
    )
    lines.append("")
    lines.append(f"- all: {summary(found)}")
    for part in ("learn", "report"):
        lines.append(f"- {part} half: {summary([row for row in found if half(row.case) == part])}")
    for source in dict.fromkeys(row.source for row in found):
        lines.append(f"- {source}: {summary([row for row in found if row.source == source])}")
    lines += ["", *reliability(found), ""]
    lines += ["Wrong, or cannot tell:", "", "| case | half | from | truth | answer | p(orbital) |"]
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


def _piece(case: str, evidence: LaunchEvidence, source: str, truth: str, particles: int) -> Piece:
    return asdict(score(case, evidence, source, truth, particles=particles))
