"""Made-up but realistic dossiers: a failed launch west of Korea, one to the pole, one over the date line.

The numbers are shaped like the real thing and are nobody's result; the flights are a parabola on a great circle.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report
from downrange.records.document import Provenance
from downrange.records.dossier import (
    Band,
    Conflict,
    Dossier,
    FlightTrack,
    LaunchDossier,
    Liftoff,
    NextObservation,
    Plots,
    RankedExplanation,
    WeighedClaim,
)
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.finding import (
    CutoffFinding,
    FailureFinding,
    Findings,
    Impact,
    Interval,
    KindFinding,
    OutcomeFinding,
)
from downrange.records.flight import FailureMode
from downrange.records.place import Site
from downrange.records.problem import Problem

EARTH_RADIUS_KM = 6371.0
SOHAE = Site(
    id="sohae",
    name="Sohae Satellite Launching Station",
    latitude_deg=39.660,
    longitude_deg=124.705,
    country="KP",
    timezone="Asia/Pyongyang",
    source="sample",
)
REPORT_TEXT = """North Korea's first try at a spy satellite ended in the sea on Wednesday.

The rocket left Sohae at about 6:29 a.m., South Korea's Joint Chiefs of Staff said. It came down about 200 km west of \
Eocheongdo, after what the military called an abnormal flight.

KCNA, quoting the National Aerospace Development Administration, said the Chollima-1 fell into the sea after its \
second-stage engine did not start normally.

Japan's defence minister said it was launching what may be a ballistic missile. Tokyo lost it at 6:35 a.m. over the \
Yellow Sea.

An analyst estimated that it rose to roughly 140 km before it fell."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def point(lat: float, lon: float, bearing_deg: float, distance_km: float) -> tuple[float, float]:
    """Where one gets to along a great circle of a round Earth; degrees."""
    phi, lam, az, c = math.radians(lat), math.radians(lon), math.radians(bearing_deg), distance_km / EARTH_RADIUS_KM
    phi2 = math.asin(math.sin(phi) * math.cos(c) + math.cos(phi) * math.sin(c) * math.cos(az))
    dlam = math.atan2(math.sin(az) * math.sin(c) * math.cos(phi), math.cos(c) - math.sin(phi) * math.sin(phi2))
    lon2 = math.degrees(lam + dlam)
    return math.degrees(phi2), (lon2 + 180.0) % 360.0 - 180.0


def ellipse(lat: float, lon: float, bearing_deg: float, along_km: float, across_km: float) -> dict:
    ring = []
    for k in range(36):
        t = -2 * math.pi * k / 36
        x, y = along_km * math.cos(t), across_km * math.sin(t)
        p = point(lat, lon, bearing_deg + math.degrees(math.atan2(y, x)), math.hypot(x, y))
        ring.append([p[1], p[0]])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def box(
    lat: float, lon: float, bearing_deg: float, along_km: float, across_km: float
) -> tuple[tuple[float, float], ...]:
    corners = [(1, 1), (1, -1), (-1, -1), (-1, 1)]
    return tuple(
        point(
            lat,
            lon,
            bearing_deg + math.degrees(math.atan2(b * across_km, a * along_km)),
            math.hypot(a * along_km, b * across_km),
        )
        for a, b in corners
    )


def flights(
    site: Site, azimuth_deg: float, *, count: int, seed: int, speed: float, climb: float, burn: float, orbit: bool
):
    """Times [K], then heights, speeds, ranges, latitudes, longitudes, each [count, K]; NaN after the fall."""
    rng = np.random.default_rng(seed)
    times = np.linspace(0.0, 1500.0 if orbit else 520.0, 140)
    rows = []
    for _ in range(count):
        az, vx, vz = azimuth_deg + rng.normal(0, 1.2), speed * rng.normal(1, 0.04), climb * rng.normal(1, 0.05)
        share = np.minimum(times / burn, 1.0)
        after = np.maximum(times - burn, 0.0)
        s = (vx * burn / 2.6 * share**2.6 + vx * after) / 1000.0
        if orbit:
            h = 180.0 * rng.normal(1, 0.03) * np.tanh((times / (0.62 * burn)) ** 1.4)
            v = vx * share**1.6
        else:
            h = (vz * burn / 2.0 * share**2.0 + vz * after - 4.6 * after**2) / 1000.0
            v = np.hypot(vx * share**1.6, vz * share - 9.2 * after)
        gone = (h < 0) & (times > 1)
        h, v, s = (np.where(gone, np.nan, each) for each in (h, v, s))
        at = [point(site.latitude_deg, site.longitude_deg, az, d) if math.isfinite(d) else (np.nan, np.nan) for d in s]
        rows.append((h, v, s, [p[0] for p in at], [p[1] for p in at]))
    return times, *(np.array([row[i] for row in rows]) for i in range(5))


def band(x: np.ndarray, samples: np.ndarray) -> Band:
    whole = np.isfinite(samples).mean(axis=0) > 0.5
    q = np.nanquantile(samples[:, whole], [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    names = ("q05", "q25", "median", "q75", "q95")
    return Band(x=tuple(x[whole].tolist()), **{n: tuple(row.tolist()) for n, row in zip(names, q, strict=True)})


def plots(times, heights, speeds, ranges, lats, lons, *, explanation: str, data=(), drawn: int = 40) -> Plots:
    grid = np.linspace(0, np.nanquantile(np.nanmax(ranges, axis=1), 0.5), 90)
    by_range = np.array(
        [
            np.interp(grid, r[np.isfinite(r)], h[np.isfinite(r)], right=np.nan)
            for r, h in zip(ranges, heights, strict=True)
        ]
    )
    tracks = []
    for i in range(min(drawn, len(heights))):
        keep = np.isfinite(heights[i])
        columns = (times, lats[i], lons[i], heights[i], speeds[i])
        tracks.append(
            FlightTrack(
                explanation=explanation,
                **{
                    name: tuple(column[keep].tolist())
                    for name, column in zip(
                        ("times", "latitudes_deg", "longitudes_deg", "heights_km", "speeds_m_s"), columns, strict=True
                    )
                },
            )
        )
    return Plots(
        height_by_time=band(times, heights),
        speed_by_time=band(times, speeds),
        height_by_range=band(grid, by_range),
        tracks=tuple(tracks),
        data=tuple(data),
    )


def interval(median: float, sigma: float) -> Interval:
    return Interval(
        median=median,
        q05=median - 1.645 * sigma,
        q25=median - 0.674 * sigma,
        q75=median + 0.674 * sigma,
        q95=median + 1.645 * sigma,
    )


def claim(kind, words, *, role=None, value, chain=(), hedge=Hedge.FACT, text=REPORT_TEXT, event="E1", more=()) -> Claim:
    spans = tuple((text.index(w), text.index(w) + len(w)) for w in (words, *more))
    return Claim(
        id=digest(f"{text}{spans}{value}")[:12],
        event=event,
        kind=kind,
        role=role,
        value=value,
        chain=chain,
        hedge=hedge,
        spans=spans,
        text=(words, *more),
        rule="sample",
    )


def chollima_claims() -> tuple[WeighedClaim, ...]:
    k = ClaimKind
    said = [
        (claim(k.LAUNCH, "spy satellite", value="sat"), True, None, ""),
        (
            claim(k.LAUNCH, "may be a ballistic missile", value="bm", chain=("jp_mod",), hedge=Hedge.POSSIBLE),
            True,
            None,
            "weak: hedged as possible",
        ),
        (
            claim(
                k.TIME,
                "6:29 a.m.",
                role="launch",
                value={"local": "2023-05-31T06:29", "tz": "+09:00", "utc": "2023-05-30T21:29Z", "approx": True},
                chain=("kr_jcs",),
            ),
            True,
            0.2,
            "",
        ),
        (
            claim(
                k.TIME,
                "6:35 a.m.",
                role="anomaly",
                value={"local": "2023-05-31T06:35", "tz": "+09:00", "utc": "2023-05-30T21:35Z", "approx": False},
                chain=("jp_mod",),
            ),
            True,
            0.9,
            "",
        ),
        (
            claim(
                k.PLACE,
                "about 200 km west of Eocheongdo",
                role="impact",
                value={
                    "gaz": "eocheongdo",
                    "names": ["Eocheongdo"],
                    "lat": 36.12,
                    "lon": 125.98,
                    "radius_km": 10,
                    "bearing": "W",
                    "distance_km": 200,
                },
                chain=("kr_jcs",),
            ),
            True,
            0.4,
            "",
        ),
        (
            claim(
                k.PLACE,
                "over the Yellow Sea",
                role="detected",
                value={"gaz": "yellow_sea", "names": ["Yellow Sea"], "lat": 36.5, "lon": 123.0, "radius_km": 300},
                chain=("jp_mod",),
            ),
            True,
            0.1,
            "",
        ),
        (claim(k.OUTCOME, "abnormal flight", value="failure", chain=("kr_jcs",)), True, None, ""),
        (
            claim(
                k.CAUSE,
                "second-stage engine did not start normally",
                value="second_stage_engine",
                chain=("nada", "kcna"),
            ),
            True,
            None,
            "",
        ),
        (
            claim(
                k.QUANTITY,
                "roughly 140 km",
                role="apogee",
                value={"value": 140, "unit": "km", "si": 140000.0, "si_unit": "m", "approx": True, "bound": None},
                chain=("anonymous",),
                hedge=Hedge.PROBABLE,
            ),
            False,
            1.4,
            "nobody is named",
        ),
    ]
    return tuple(WeighedClaim(claim=c, report="r1", used=u, misfit_sigma=m, note=n) for c, u, m, n in said)


def area(name: str, ring, kind=AreaKind.STAGE_FALL, start=datetime(2023, 5, 30, 15, tzinfo=UTC)) -> Area:
    return Area(
        id=digest(name + str(ring))[:12],
        message=name,
        kind=kind,
        shape=AreaShape.POLYGON,
        rings_deg=(tuple(ring),),
        windows=(Window(start=start, end=start + timedelta(days=11)),),
        provenance=Provenance(document=digest(name), path="notices/zones.txt", span=(0, 42), words=name, rule="sample"),
    )


def ranked(
    name: str, kind, failure, p: float, physics: float, log_evidence: float, note: str = ""
) -> RankedExplanation:
    explanation = Explanation(id=name, kind=kind, vehicle="chollima-1", failure=failure, prior=0.1)
    return RankedExplanation(
        explanation=explanation,
        probability=p,
        probability_physics_only=physics,
        log_evidence=log_evidence,
        flights=32768,
        note=note,
    )


def chollima() -> LaunchDossier:
    flown = flights(SOHAE, 191.0, count=120, seed=1, speed=1500.0, climb=900.0, burn=132.0, orbit=False)
    claims = chollima_claims()
    by = {(c.claim.kind.value, c.claim.role): c.claim.id for c in claims}
    zones = (
        area("Stage 1 zone", box(*point(39.66, 124.705, 191, 380), 191, 60, 35)),
        area("Fairing zone", box(*point(39.66, 124.705, 190, 620), 190, 70, 40)),
        area("Stage 2 zone", box(14.7, 129.0, 165, 160, 60)),
    )
    middle = point(39.66, 124.705, 191, 408)
    o, b, f = FlightKind.ORBITAL, FlightKind.BALLISTIC, FailureMode
    findings = Findings(
        kind=KindFinding(answer="orbital", p_orbital=0.968, p_orbital_physics_only=0.914),
        outcome=OutcomeFinding(answer="failed", p_reached_orbit=0.0004, p_reached_orbit_physics_only=0.0021),
        azimuth_deg=interval(191.2, 1.1),
        inclination_deg=interval(97.1, 3.2),
        apogee_km=interval(131.0, 9.0),
        range_km=interval(408.0, 21.0),
        flight_time_s=interval(402.0, 17.0),
        failure=FailureFinding(
            stage={"1": 0.05, "2": 0.93, "3": 0.02},
            mode={"no-ignition": 0.81, "early-cutoff": 0.11, "no-separation": 0.05, "breakup": 0.03},
            time_s=interval(139.0, 5.0),
            stage_physics_only={"1": 0.12, "2": 0.84, "3": 0.04},
            mode_physics_only={"no-ignition": 0.58, "early-cutoff": 0.25, "no-separation": 0.12, "breakup": 0.05},
        ),
        impacts=(
            Impact(body="vehicle", median=middle, p50=ellipse(*middle, 191, 30, 14), p90=ellipse(*middle, 191, 62, 30)),
            Impact(
                body="stage-1",
                median=point(39.66, 124.705, 191, 352),
                p50=ellipse(*point(39.66, 124.705, 191, 352), 191, 16, 9),
                p90=ellipse(*point(39.66, 124.705, 191, 352), 191, 36, 18),
                probability=0.96,
            ),
        ),
        cutoffs=(
            CutoffFinding(
                stage=1,
                time_s=interval(132, 3),
                height_km=interval(58, 4),
                speed_m_s=interval(1740, 70),
                ground_range_km=interval(76, 6),
            ),
        ),
    )
    zone_ids = tuple(z.id for z in zones)
    return LaunchDossier(
        id="kp-2023-05-31",
        title="Chollima-1 from Sohae, 31 May 2023",
        verdict=(
            "A launch to orbit (97 %) that failed: the second stage most likely never ignited (75 %), and the vehicle "
            "fell about 410 km downrange in the Yellow Sea. That it reached orbit is ruled out (less than 0.1 %)."
        ),
        catalog="2023-F06",
        catalog_note="Same country, day and class as 2023-F06 in the launch catalog.",
        site=SOHAE,
        liftoff=Liftoff(
            utc=datetime(2023, 5, 30, 21, 29, tzinfo=UTC),
            earliest=datetime(2023, 5, 30, 21, 28, tzinfo=UTC),
            latest=datetime(2023, 5, 30, 21, 30, tzinfo=UTC),
        ),
        vehicle="Chollima-1",
        explanations=(
            ranked(
                "orbital/stage-2-no-ignition",
                o,
                Failure(stage=2, mode=f.NO_IGNITION),
                0.752,
                0.531,
                -31.2,
                "Would fall in or just past the first stage's zone; it did.",
            ),
            ranked(
                "orbital/stage-2-early-cutoff",
                o,
                Failure(stage=2, mode=f.EARLY_CUTOFF),
                0.104,
                0.226,
                -32.1,
                "Needs a cut-off within seconds of ignition.",
            ),
            ranked(
                "orbital/stage-2-no-separation",
                o,
                Failure(stage=2, mode=f.NO_SEPARATION),
                0.062,
                0.096,
                -33.0,
                "Looks the same from far away.",
            ),
            ranked(
                "orbital/stage-1-early-cutoff",
                o,
                Failure(stage=1, mode=f.EARLY_CUTOFF),
                0.041,
                0.061,
                -34.4,
                "Would fall short of the first stage's zone.",
            ),
            ranked(
                "ballistic/nominal",
                b,
                None,
                0.031,
                0.078,
                -35.6,
                "A short-range shot would not need zones 2,900 km away.",
            ),
            ranked(
                "orbital/nominal",
                o,
                None,
                0.0004,
                0.0021,
                -61.0,
                "Nothing would have come down in the Yellow Sea but the first stage.",
            ),
            ranked("unmodeled", None, None, 0.0096, 0.0059, -39.0, "Something that is not modeled."),
        ),
        findings=findings,
        claims=claims,
        areas=zones,
        conflicts=(
            Conflict(
                claims=(claims[0].claim.id, claims[1].claim.id),
                what="A satellite launch, or possibly a ballistic missile.",
            ),
        ),
        cannot_tell=(
            "Whether the second stage did not ignite or was cut off within its first seconds: both look the same.",
            "The planned orbit: without the second stage's burn nothing of the plan beyond its zones was seen.",
        ),
        would_settle=(
            NextObservation(observation="Speed or height at T+150 s, from a radar or a webcast", expected_bits=0.84),
            NextObservation(observation="Where the first stage came down, to 10 km", expected_bits=0.41),
            NextObservation(observation="Time of loss to one second", expected_bits=0.22),
        ),
        plots=plots(*flown, explanation="orbital/stage-2-no-ignition"),
        physics=("The vehicle fell 405 km from the pad; flights with a burning second stage pass 1,900 km.",),
        basis={
            "kind": (by["launch", None], by["place", "impact"], *zone_ids),
            "outcome": (by["outcome", None], by["place", "impact"], by["place", "detected"]),
            "azimuth_deg": zone_ids,
            "inclination_deg": zone_ids,
            "apogee_km": (by["place", "impact"], *zone_ids),
            "range_km": (by["place", "impact"],),
            "flight_time_s": (by["time", "anomaly"], by["time", "launch"]),
            "failure": (by["cause", None], by["place", "impact"], by["time", "anomaly"]),
            "impacts": (by["place", "impact"], by["place", "detected"]),
            "cutoffs": zone_ids,
        },
    )


def report() -> Report:
    event = Event(
        id="E1", role="main", cls="SAT", actor="KP", date_local="2023-05-31", outcome="failure", catalog="2023-F06"
    )
    return Report(
        id="r1",
        path="reports/wire.txt",
        digest=digest(REPORT_TEXT),
        outlet="Sample Wire",
        published="2023-05-31",
        lang="en",
        text=REPORT_TEXT,
        events=(event,),
        claims=tuple(w.claim for w in chollima_claims()),
    )


def dossier(*launches: LaunchDossier, **fields) -> Dossier:
    chosen = launches or (chollima(),)
    made = Dossier(
        version="0.1.0",
        seed=1,
        title="Chollima-1, 31 May 2023",
        inputs=(("reports/wire.txt", digest(REPORT_TEXT)), ("notices/zones.txt", digest("zones"))),
        launches=chosen,
        reports=(report(),),
        flights=229376,
        problems=(
            Problem(
                path="notices/zones.txt",
                line=7,
                what="longitude 190-00E is beyond 180",
                hint="check the corner against the printed notice",
            ),
        ),
    )
    return replace(made, **fields)


def at(site: Site, azimuth: float, name: str) -> LaunchDossier:
    """A flight to orbit from anywhere, with a fall area and a first stage on the way; no claims but the notice."""
    flown = flights(site, azimuth, count=60, seed=3, speed=7600.0, climb=0.0, burn=500.0, orbit=True)
    lat, lon = site.latitude_deg, site.longitude_deg
    near, far = point(lat, lon, azimuth, 1050.0), point(lat, lon, azimuth, 3300.0)
    zones = tuple(
        area(message, box(*place, azimuth, 150, 60), start=datetime(2017, 10, 13, 9, 15, tzinfo=UTC))
        for message, place in (("HYDROARC 331/17", near), ("HYDROARC 325/17", far))
    )
    body = tuple(
        Impact(body=body, median=place, p50=ellipse(*place, azimuth, 70, 25), p90=ellipse(*place, azimuth, 150, 55))
        for body, place in (("stage-1", near), ("stage-2", far))
    )
    ids = tuple(z.id for z in zones)
    names = ("kind", "outcome", "azimuth_deg", "inclination_deg", "perigee_km", "apogee_km", "impacts", "cutoffs")
    return LaunchDossier(
        id=name,
        title=f"A launch from {site.name}",
        verdict="A launch to orbit (99 %), planned for an inclination of 98.6° (97.2 to 99.9).",
        catalog="2017-064",
        catalog_note="The only launch from there inside the notified hours.",
        site=site,
        liftoff=Liftoff(
            utc=None,
            earliest=datetime(2017, 10, 13, 9, 15, tzinfo=UTC),
            latest=datetime(2017, 10, 13, 10, 10, tzinfo=UTC),
        ),
        vehicle=None,
        explanations=(
            ranked("orbital/nominal", FlightKind.ORBITAL, None, 0.991, 0.991, -12.0, "Two zones in line with the pad."),
            ranked("ballistic/nominal", FlightKind.BALLISTIC, None, 0.006, 0.006, -17.0),
            ranked("unmodeled", None, None, 0.003, 0.003, -18.0),
        ),
        findings=Findings(
            kind=KindFinding(answer="orbital", p_orbital=0.994, p_orbital_physics_only=0.994),
            outcome=OutcomeFinding(answer="planned", p_reached_orbit=None, p_reached_orbit_physics_only=None),
            azimuth_deg=interval(azimuth, 0.8),
            inclination_deg=interval(98.6, 0.8),
            perigee_km=interval(190, 25),
            apogee_km=interval(620, 140),
            impacts=body,
            cutoffs=(
                CutoffFinding(
                    stage=1,
                    time_s=interval(122, 8),
                    height_km=interval(61, 6),
                    speed_m_s=interval(2700, 160),
                    ground_range_km=interval(95, 12),
                ),
            ),
        ),
        areas=zones,
        cannot_tell=("Whether it flew: a notice says what was planned.",),
        would_settle=(NextObservation(observation="A catalog entry in that plane", expected_bits=0.9),),
        plots=plots(*flown, explanation="orbital/nominal"),
        basis=dict.fromkeys(names, ids),
    )


def plesetsk() -> LaunchDossier:
    site = Site(
        id="plesetsk",
        name="Plesetsk Cosmodrome",
        latitude_deg=62.93,
        longitude_deg=40.57,
        country="RU",
        timezone="Europe/Moscow",
    )
    return at(site, 340.0, "ru-2017-10-13")


def over_the_pole() -> LaunchDossier:
    site = Site(id="north", name="Northern Range", latitude_deg=78.2, longitude_deg=15.6, country="NO", timezone="UTC")
    made = at(site, 5.0, "north")
    cap = tuple((86.0, lon) for lon in range(-170, 190, 20))
    return replace(made, areas=(*made.areas, area("POLAR CAP 1/17", cap)))


def over_the_date_line() -> LaunchDossier:
    site = Site(
        id="kamchatka",
        name="Kamchatka Range",
        latitude_deg=56.1,
        longitude_deg=160.4,
        country="RU",
        timezone="Asia/Kamchatka",
    )
    return at(site, 80.0, "kamchatka")
