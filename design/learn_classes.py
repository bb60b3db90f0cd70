"""Learns the generic orbital classes from the catalog's real vehicles.

Run from the repository root: `.venv/bin/python design/learn_classes.py`. Writes the orbital part of
`src/downrange/catalog/data/vehicles/generic.toml`; the ballistic classes, which are not learnt, are in BALLISTIC below.

Strap-ons and core are turned into two serial stages (together, then the rest of the core), because that is how the
pieces come down. Last stages of little thrust are kick stages and count as payload. What is averaged is what flight
depends on: propellant over stack mass, dry over propellant mass, thrust over weight, specific impulse, and size.
Vehicles of one family share one vote per class. Center and spread are the weighted median and median deviation.

Real vehicles trade a big stage for a small one: their masses are correlated, a record's error bars are not. Spreads of
masses are therefore shrunk by one factor a class, so that the ideal speeds of drawn vehicles scatter as much as those
of the real ones.
"""

from __future__ import annotations

import math
import random
import tomllib
from collections import defaultdict
from dataclasses import dataclass

from downrange.catalog.tables import DATA
from downrange.catalog.vehicles import all_vehicles
from downrange.records.vehicle import Stage, Vehicle

STANDARD_GRAVITY = 9.80665
KICK_STAGE = 0.12
"""Thrust over weight at ignition below which a last stage is a kick stage."""
CLASSES = {
    (2, False): ("orbital-2", "Two stages to orbit"),
    (3, False): ("orbital-3", "Three stages to orbit"),
    (4, False): ("orbital-4", "Four stages to orbit"),
    (3, True): ("orbital-solid-3", "Three stages to orbit, solid"),
    (4, True): ("orbital-solid-4", "Four stages to orbit, solid"),
}
NO_FAIRING = math.log(1e-4)
"""Log of the fairing's share of lift-off mass below which a vehicle flies without one."""
LEAST_THRUST_SPREAD = 0.10
"""Log-spread of thrust that is left when the spread of masses explains all of the spread of acceleration."""

BALLISTIC = """
# Ballistic classes: not learnt, rough and wide. They exist only to tell a ballistic flight from a launch to orbit.
[stage.short-1]
name = "the only stage"
propellant_mass = [4.2e3, 1.2e3, "rough"]
dry_mass = [1.1e3, 0.4e3, "rough"]
thrust = [140e3, 45e3, "rough"]
specific_impulse = [248.0, 16.0, "rough"]
exit_area = [0.15, 0.06, "rough"]
diameter = 0.9

[stage.medium-1]
name = "the only stage"
propellant_mass = [19e3, 5e3, "rough"]
dry_mass = [2.6e3, 0.8e3, "rough"]
thrust = [440e3, 120e3, "rough"]
specific_impulse = [266.0, 20.0, "rough"]
exit_area = [0.4, 0.15, "rough"]
diameter = 1.5

[stage.long-1]
name = "stage 1"
propellant_mass = [46e3, 14e3, "rough"]
dry_mass = [5e3, 1.6e3, "rough"]
thrust = [1250e3, 350e3, "rough"]
specific_impulse = [278.0, 18.0, "rough"]
exit_area = [1.0, 0.4, "rough"]
diameter = 2.1

[stage.long-2]
name = "stage 2"
propellant_mass = [12e3, 4e3, "rough"]
dry_mass = [1.4e3, 0.5e3, "rough"]
thrust = [260e3, 90e3, "rough"]
specific_impulse = [288.0, 18.0, "rough"]
exit_area = [0.6, 0.3, "rough"]
diameter = 2.0

[vehicle.ballistic-1-short]
name = "Ballistic, one stage, short range"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["short-1"]
fairing_mass = [0, 0, "rough"]
payload_mass = [800, 300, "rough"]
coast = [[0, 0, "rough"]]

[vehicle.ballistic-1-medium]
name = "Ballistic, one stage, medium range"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["medium-1"]
fairing_mass = [0, 0, "rough"]
payload_mass = [1.0e3, 0.4e3, "rough"]
coast = [[0, 0, "rough"]]

[vehicle.ballistic-2-long]
name = "Ballistic, two stages, long range"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["long-1", "long-2"]
fairing_mass = [0, 0, "rough"]
payload_mass = [1.4e3, 0.5e3, "rough"]
coast = [[0, 0, "rough"], [2, 2, "rough"]]

[stage.longest-1]
name = "stage 1"
propellant_mass = [75e3, 25e3, "rough"]
dry_mass = [7e3, 2.2e3, "rough"]
thrust = [1900e3, 500e3, "rough"]
specific_impulse = [282.0, 18.0, "rough"]
exit_area = [1.2, 0.4, "rough"]
diameter = 2.3

[stage.longest-2]
name = "stage 2"
propellant_mass = [19e3, 6e3, "rough"]
dry_mass = [1.8e3, 0.6e3, "rough"]
thrust = [420e3, 140e3, "rough"]
specific_impulse = [292.0, 18.0, "rough"]
exit_area = [0.8, 0.4, "rough"]
diameter = 2.3

[vehicle.ballistic-2-longest]
name = "Ballistic, two stages, very long range"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["longest-1", "longest-2"]
fairing_mass = [0, 0, "rough"]
payload_mass = [1.4e3, 0.5e3, "rough"]
coast = [[0, 0, "rough"], [2, 2, "rough"]]

[stage.solid-2-1]
name = "stage 1"
propellant_mass = [10e3, 4e3, "rough"]
dry_mass = [1.3e3, 0.5e3, "rough"]
thrust = [430e3, 150e3, "rough"]
specific_impulse = [262.0, 12.0, "rough"]
exit_area = [0.4, 0.2, "rough"]
diameter = 1.3

[stage.solid-2-2]
name = "stage 2"
propellant_mass = [3.8e3, 1.6e3, "rough"]
dry_mass = [0.6e3, 0.25e3, "rough"]
thrust = [150e3, 60e3, "rough"]
specific_impulse = [280.0, 12.0, "rough"]
exit_area = [0.3, 0.15, "rough"]
diameter = 1.3

[vehicle.ballistic-solid-2]
name = "Ballistic, two stages, solid"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["solid-2-1", "solid-2-2"]
fairing_mass = [0, 0, "rough"]
payload_mass = [1.0e3, 0.4e3, "rough"]
coast = [[0, 0, "rough"], [2, 2, "rough"]]

[stage.solid-3-1]
name = "stage 1"
propellant_mass = [27e3, 9e3, "rough"]
dry_mass = [2.8e3, 1e3, "rough"]
thrust = [1000e3, 300e3, "rough"]
specific_impulse = [267.0, 12.0, "rough"]
exit_area = [0.9, 0.4, "rough"]
diameter = 1.8

[stage.solid-3-2]
name = "stage 2"
propellant_mass = [10e3, 4e3, "rough"]
dry_mass = [1.1e3, 0.4e3, "rough"]
thrust = [380e3, 130e3, "rough"]
specific_impulse = [285.0, 12.0, "rough"]
exit_area = [0.6, 0.3, "rough"]
diameter = 1.6

[stage.solid-3-3]
name = "stage 3"
propellant_mass = [3.7e3, 1.5e3, "rough"]
dry_mass = [0.5e3, 0.2e3, "rough"]
thrust = [145e3, 60e3, "rough"]
specific_impulse = [287.0, 12.0, "rough"]
exit_area = [0.5, 0.25, "rough"]
diameter = 1.4

[vehicle.ballistic-solid-3]
name = "Ballistic, three stages, solid"
country = ""
aliases = []
catalog = []
kind = "ballistic"
stages = ["solid-3-1", "solid-3-2", "solid-3-3"]
fairing_mass = [0, 0, "rough"]
payload_mass = [1.2e3, 0.5e3, "rough"]
coast = [[0, 0, "rough"], [2, 2, "rough"], [2, 2, "rough"]]
"""


@dataclass(frozen=True)
class Part:
    """A serial stage: masses [kg], thrust [N], impulse [s], nozzle area [m2], diameter [m]."""

    propellant: float
    dry: float
    thrust: float
    impulse: float
    exit_area: float
    diameter: float
    solid: bool


def serial(vehicle: Vehicle, solid: dict[str, bool]) -> list[Part]:
    """The vehicle's stages one after the other."""
    parts = [_part(stage, solid) for stage in vehicle.stages]
    if vehicle.booster is None:
        return parts
    booster, core, count = _part(vehicle.booster, solid), parts[0], vehicle.booster_count
    flow = core.thrust / core.impulse
    used = min(core.propellant * 0.97, flow * booster.propellant * booster.impulse / booster.thrust)
    burned = used + count * booster.propellant
    impulse = (used * core.impulse + count * booster.propellant * booster.impulse) / burned
    together = Part(
        burned,
        count * booster.dry,
        core.thrust + count * booster.thrust,
        impulse,
        core.exit_area + count * booster.exit_area,
        math.hypot(core.diameter, booster.diameter * math.sqrt(count)),
        booster.solid,
    )
    rest = Part(core.propellant - used, core.dry, core.thrust, core.impulse, core.exit_area, core.diameter, core.solid)
    return [together, rest, *parts[1:]]


def _part(stage: Stage, solid: dict[str, bool]) -> Part:
    return Part(
        stage.propellant_mass.value,
        stage.dry_mass.value,
        stage.thrust.value,
        stage.specific_impulse.value,
        stage.exit_area.value,
        stage.diameter,
        solid[stage.name],
    )


def observe(
    vehicle: Vehicle, solid: dict[str, bool]
) -> tuple[tuple[int, bool], list[dict[str, float]], dict[str, float]]:
    """Class, ratios of each stage, and ratios of the whole."""
    parts = serial(vehicle, solid)
    payload = vehicle.payload_mass.value
    above = payload
    while len(parts) > 2:
        last = parts[-1]
        if last.thrust / ((last.propellant + last.dry + payload) * STANDARD_GRAVITY) >= KICK_STAGE:
            break
        payload += last.propellant + last.dry
        parts = parts[:-1]
    above = payload
    rows: list[dict[str, float]] = []
    for number, part in reversed(list(enumerate(parts))):
        above += vehicle.fairing_mass.value if number == 0 else 0.0
        stack = above + part.propellant + part.dry
        share = part.propellant / stack
        rows.insert(
            0,
            {
                "share": math.log(share / (1.0 - share)),
                "dry": math.log(part.dry / part.propellant),
                "acceleration": math.log(part.thrust / (stack * STANDARD_GRAVITY)),
                "impulse": math.log(part.impulse),
                "area": math.log(part.exit_area / part.thrust),
                "size": math.log(part.diameter / stack ** (1 / 3)),
            },
        )
        above = stack
    fairing = max(vehicle.fairing_mass.value, 1.0)
    whole = {"mass": math.log(above), "fairing": math.log(fairing / above), "payload": math.log(payload / above)}
    return (len(parts), all(part.solid for part in parts[:3])), rows, whole


def middle(values: list[float], weights: list[float]) -> tuple[float, float]:
    """Weighted median, and the spread that the median absolute deviation implies for a normal."""
    center = _median(values, weights)
    return center, 1.4826 * _median([abs(v - center) for v in values], weights)


def _median(values: list[float], weights: list[float]) -> float:
    half = 0.5 * sum(weights)
    run = 0.0
    pairs = sorted(zip(values, weights, strict=True))
    for value, weight in pairs:
        run += weight
        if run >= half:
            return value
    return pairs[-1][0]


def ideal_speed(rows: list[dict[str, float]]) -> float:
    """Tsiolkovsky's sum from the ratios [m/s]."""
    shares = [1.0 / (1.0 + math.exp(-row["share"])) for row in rows]
    return -sum(
        math.exp(row["impulse"]) * STANDARD_GRAVITY * math.log(1.0 - share)
        for row, share in zip(rows, shares, strict=True)
    )


def shrink(middles: list[dict[str, tuple[float, float]]], speeds: list[float], weights: list[float]) -> float:
    """Factor on the mass spreads that gives drawn vehicles the real ones' scatter of ideal speed."""
    wanted = middle(speeds, weights)[1]
    rng = random.Random(1)
    draws = [[(rng.gauss(0, 1), rng.gauss(0, 1)) for _ in middles] for _ in range(4000)]

    def scatter(factor: float) -> float:
        found = [
            ideal_speed(
                [
                    {
                        "share": m["share"][0] + factor * m["share"][1] * a,
                        "impulse": m["impulse"][0] + factor * m["impulse"][1] * b,
                    }
                    for m, (a, b) in zip(middles, draw, strict=True)
                ]
            )
            for draw in draws
        ]
        return middle(found, [1.0] * len(found))[1]

    low, high = 0.0, 1.0
    if scatter(high) <= wanted:
        return high
    for _ in range(20):
        factor = 0.5 * (low + high)
        low, high = (factor, high) if scatter(factor) < wanted else (low, factor)
    return 0.5 * (low + high)


def sigma_of(value: float, log_spread: float) -> float:
    """One standard deviation as the catalog states it: the log-spread is log(1 + sigma / value)."""
    return value * math.expm1(log_spread)


def number(value: float) -> str:
    """Three digits, TOML."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{float(f'{value:.3g}') / 1e3:g}e3"


def main() -> None:
    """Learn, print, write."""
    solid: dict[str, bool] = {}
    family_of: dict[str, str] = {}
    for path in sorted((DATA / "vehicles").glob("*.toml")):
        if path.name == "generic.toml":
            continue
        family = tomllib.loads(path.read_text(encoding="utf-8"))
        solid |= {table["name"]: table.get("solid", False) for table in family["stage"].values()}
        family_of |= dict.fromkeys(family["vehicle"], path.stem)
    groups: dict[tuple[int, bool], list[tuple[str, list[dict[str, float]], dict[str, float]]]] = defaultdict(list)
    for vehicle in all_vehicles():
        key, rows, whole = observe(vehicle, solid)
        groups[key].append((vehicle.id, rows, whole))
    text = [
        "# Generic classes for an unknown vehicle. Made by design/learn_classes.py: change that, not this file.",
        "[sources]",
        'learnt = "median and spread over the catalog\'s vehicles of this kind (design/learn_classes.py)"',
        'rough = "rough figure for the kind, not a particular vehicle"',
        "",
    ]
    for key, (id_, name) in CLASSES.items():
        members = groups[key]
        votes = defaultdict(int)
        for vehicle_id, _, _ in members:
            votes[family_of[vehicle_id]] += 1
        weights = [1.0 / votes[family_of[vehicle_id]] for vehicle_id, _, _ in members]
        text += build(id_, name, key[0], members, weights)
        print(f"{id_}: {len(members)} vehicles of {len(votes)} families: {', '.join(m[0] for m in members)}")
    print("left out:", {str(k): [m[0] for m in v] for k, v in groups.items() if k not in CLASSES})
    (DATA / "vehicles" / "generic.toml").write_text("\n".join(text) + BALLISTIC, encoding="utf-8")


def build(
    id_: str,
    name: str,
    stages: int,
    members: list[tuple[str, list[dict[str, float]], dict[str, float]]],
    weights: list[float],
) -> list[str]:
    """The class's tables, stacked from the ground up so that the masses fit together."""
    whole = {k: middle([m[2][k] for m in members], weights) for k in ("mass", "payload")}
    fairings = [(m[2]["fairing"], w) for m, w in zip(members, weights, strict=True) if m[2]["fairing"] > NO_FAIRING]
    whole["fairing"] = middle([f for f, _ in fairings], [w for _, w in fairings])
    stack = math.exp(whole["mass"][0])
    fairing = stack * math.exp(whole["fairing"][0])
    middles = [{k: middle([m[1][i][k] for m in members], weights) for k in members[0][1][i]} for i in range(stages)]
    factor = shrink(middles, [ideal_speed(m[1]) for m in members], weights)
    print(f"{id_}: spreads of masses and impulse x {factor:.2f}")
    tables: list[str] = []
    for i in range(stages):
        ratios = middles[i]
        share = 1.0 / (1.0 + math.exp(-ratios["share"][0]))
        propellant = share * stack
        dry = propellant * math.exp(ratios["dry"][0])
        thrust = stack * STANDARD_GRAVITY * math.exp(ratios["acceleration"][0])
        mass_spread = factor * ratios["share"][1]
        thrust_spread = math.sqrt(
            max(ratios["acceleration"][1] ** 2 - (share * mass_spread) ** 2, LEAST_THRUST_SPREAD**2)
        )
        area = thrust * math.exp(ratios["area"][0])
        impulse = math.exp(ratios["impulse"][0])
        rows = {
            "propellant_mass": (propellant, mass_spread),
            "dry_mass": (dry, math.hypot(mass_spread, factor * ratios["dry"][1])),
            "thrust": (thrust, thrust_spread),
            "specific_impulse": (impulse, factor * ratios["impulse"][1]),
            "exit_area": (area, math.hypot(thrust_spread, ratios["area"][1])),
        }
        tables += [f"[stage.{id_}-{i + 1}]", f'name = "stage {i + 1}"']
        tables += [f'{k} = [{number(v)}, {number(sigma_of(v, s))}, "learnt"]' for k, (v, s) in rows.items()]
        tables += [f"diameter = {math.exp(ratios['size'][0]) * stack ** (1 / 3):.2f}", ""]
        stack -= propellant + dry + (fairing if i == 0 else 0.0)
    keys = ", ".join(f'"{id_}-{i + 1}"' for i in range(stages))
    coasts = ", ".join(['[0, 0, "rough"]', '[4, 4, "rough"]', '[15, 20, "rough"]', '[120, 150, "rough"]'][:stages])
    return [
        *tables,
        f"[vehicle.{id_}]",
        f'name = "{name}"',
        'country = ""',
        "aliases = []",
        "catalog = []",
        f"stages = [{keys}]",
        f'fairing_mass = [{number(fairing)}, {number(sigma_of(fairing, whole["fairing"][1]))}, "learnt"]',
        f'payload_mass = [{number(stack)}, {number(sigma_of(stack, whole["payload"][1]))}, "learnt"]',
        f"coast = [{coasts}]",
        "",
    ]


if __name__ == "__main__":
    main()
