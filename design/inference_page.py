"""Writes docs/inference.md: how explanations are weighed, and every constant with where it came from, from the code.

Run from the repository root: `.venv/bin/python design/inference_page.py`. The words are here; the tables are read from
the constants of the code and the strings below them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

SENTENCE = re.compile(r"(?<=[a-z0-9`)]\.) (?=[A-Z])")
ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "downrange"
PARTS = (
    ("Priors over explanations", ("inference/explanations.py", "inference/origin.py", "inference/statements.py")),
    (
        "Priors over flights",
        (
            "inference/model.py",
            "inference/outbound.py",
            "inference/course.py",
            "inference/destinations.py",
            "catalog/destinations.py",
            "catalog/sectors.py",
        ),
    ),
    (
        "Likelihoods",
        (
            "inference/likelihood.py",
            "inference/numbers.py",
            "inference/areas.py",
            "inference/trouble.py",
            "inference/curve.py",
            "inference/odd.py",
        ),
    ),
    (
        "From claims to observations",
        (
            "linking/observe.py",
            "linking/windows.py",
            "linking/origin.py",
            "linking/disputed.py",
            "linking/designated.py",
        ),
    ),
    (
        "Sampling",
        (
            "inference/sampler.py",
            "inference/moves.py",
            "inference/weighing.py",
            "inference/infer.py",
            "inference/reweigh.py",
        ),
    ),
    (
        "Judging",
        (
            "judging/findings.py",
            "judging/transfers.py",
            "judging/cutoffs.py",
            "judging/limits.py",
            "judging/consistency.py",
            "judging/miles.py",
            "judging/speeds.py",
            "judging/leave_out.py",
            "judging/contested.py",
            "judging/culprits.py",
            "judging/settle.py",
            "judging/contours.py",
            "judging/unplaced.py",
        ),
    ),
)

WORDS = """\
# Inference

This page is written by `python design/inference_page.py`; the tables below follow from the code.

## How a launch is weighed

1. A claim, an area or a display becomes an observation with a width and a probability that it holds.
2. Each vehicle or class that may have flown is one plan: masses, thrusts, azimuth, kick, turns, target, coasts.
   Plans that reach their orbit are sampled against the closed areas.
3. Each explanation (to plan; every stage and mode of failure; ballistic) starts from those and adds what happened.
   Where reweighting leaves enough draws it stands; elsewhere a tempered population moves on.
4. Evidence times prior gives the odds, once on physics alone and once with statements.
   Something unmodeled competes with all: every observation is then worth its background.

An observation that may be wrong is a mixture of its likelihood and its background, in every explanation alike.
So a false claim cannot rule out what is true, and how probable it is to be wrong follows from the draws
(`judging/leave_out.py`).
A place of fall that is wrong is somewhere within 2,500 km, and the less likely the farther it is from the pad, as a
wrong range is: held at one density, a place at 7,800 km that flights can hit spoke for something unmodeled, since few
flights come down just there.

A displayed speed curve is weighed twice: as a whole with the model error of a point mass with constant thrust, and by
its kinks, which know no such error.
What a flight misses of a curve lasts for about a minute, so that a curve counts as one point for each 70 s, however
many it shows; with each third point counted, curves of throttled upper stages outweighed their own kinks by 15 s.
Cut-offs that are seen are told as they are seen (time, speed, height and the ground range summed up to them), others as
the flights have them (`judging/cutoffs.py`).
Values that their neighbors contradict are left out and named, and so is what a display shows while it stands still
(`inference/odd.py`).
Of a curve with a restart only the ascent to the first orbit weighs.

## Where a launch may be bound

The prior is over the orbit that is reached, not over the azimuth of the launch.
Where launches from the site went in the years before is counted (`catalog/data/destinations_counted.tsv`, of 2,843
launches by their elements), new constellations and stations are judged (`catalog/data/destinations.tsv`), and three
launches in a hundred go anywhere.
What is judged fades as launches are counted, but for families expected since fewer than four years.
A year is weighed by the launches before it, so that no launch is in its own prior.
A plan is drawn by its destination and its turns; the launch azimuth follows from where nominal flights of the vehicle
lead, since the turning Earth bends an ascent by some degrees, and from how far nominal flights turn that yaw
(`inference/course.py`).
How far an ascent bends depends on the vehicle: with masses and thrusts drawn within their doubt a Chollima-1 ended 5
degrees (median) from where it was bound, and of 20,000 draws as few as 116 counted.
So each vehicle is aimed by a first flight of its own, as launches are, and then ends within 0.3 degrees; 1,000 count.
That flight ends with its thrust, and a plan that reaches no orbit in it is not flown again; of all other flights only
those bodies are followed as they fall that the evidence speaks of (falls take half the time of a flight).
Flights that end elsewhere than they were drawn for all the same are weighted by the prior of where they end.
Where the sectors of azimuths that range safety allows from a site are known (`catalog/data/azimuth_sectors.tsv`), nine
launches in ten keep to them: to where no straight ascent is allowed they leave from a sector and turn.
The tenth leaves near them: a launch to the other side of the sky is some ninety times less likely than one in a sector,
where nothing else is known, since of 28 launches of the learn half none left more than a degree beyond.
Plans are made so that they work: of the plans for one destination those that make sense share its prior, so that what
is reached is distributed as what launches go to, whatever the vehicle's usual payload would allow.
So a dogleg to a useful orbit is told from a straight ascent to a useless one: `findings.orbits` lists the families of
inclinations that fit, how far each turns from the plane of its launch azimuth, and the odds with and without that
prior.
A turn on purpose has its price: the speed that a stage gives away by flying sideways falls off exponentially, so that
a large upper stage yaws little and a kick stage may yaw far; where no straight ascent is allowed turns are wide.
Where an area lies tells the plane through the pad, and how it lies tells the course: a long area lies along the way
over the ground of what falls into it, good to three degrees in five of six cases (`inference/areas.py`).
So a flight that turned before it dropped a stage shows, however its areas line up with the pad.
Straight ascents and doglegs are sampled apart and joined by their evidence: of the draws of one prior few are doglegs,
and fewer end in a useful orbit.
`findings.ascent_inclination_deg` is the plane of the ascent, `findings.inclination_deg` that of the orbit meant: half
of the transfer orbits are flattened after the last area (`judging/transfers.py`).
One launch in twenty turns after the last area to another orbit that launches from the site are for; a plane that none
is for, some degrees from one, is then told with both, each with its odds.
While only the plan is in question, a named vehicle is mixed with the classes: a wrong table is worse than none.
Areas that open hours after lift-off, or beyond 11,000 km, are for a deorbit and say nothing of the ascent.

## Warnings without a pad

The windows and the line of the areas find a site (`linking/windows.py`), and three things say how far to trust it.
Where no launch is known in the windows, a site is told by what lines up, by how long areas lie on the way from it, and
by where its range lets launches go.
So the site of 45 of 53 launches of the learn half comes first, and of 40 of 51 of the report half (39 and 38 by the
line alone, which fits best from far away); the true one has 0.73 in the mean on the report half (0.63 before).
Missiles are warned of for most of the day (median 14 hours in 780 notices), launches to orbit for two hours; a launch
of the catalog in the windows counts by how improbable it is there by chance, and its silence counts as well
(`linking/origin.py`).
What is left to other sites and to the sea goes to the unmodeled, where areas of one flight lie along a great circle
from anywhere (`inference/origin.py`), and counts for the odds of a launch to orbit by what such warnings are for.

## What sources say

What one origin says counts once, however many repeat it, and an outlet that names nobody is no second witness of what
another tells: it counts with the first that says the same, numbers within rounding (`linking/observe.py`).
A speed that is told is taken for the greatest of the flight with seven in ten of its confidence, over the ground or
not, whichever is nearer (`inference/numbers.py`): 6.5 km/s beside a claim of an orbit leaves the claim in doubt, 7.5
km/s confirms it.
A Mach number is a speed in units of 340 m/s (`linking/relations.py`).
A speed told of the separation of a lower stage was passed, and bounds the greatest from below.
A height at some moment bounds the apogee from below; other numbers of a moment have no likelihood.
A time at which something is said to have come down (`reading/moments.py`) is its flight time; of a launch that failed
it is that of the impact or, since "crashed two minutes after lift-off" is often written of a failure then, that of the
failure (`inference/trouble.py`).
What landed may have hung on a parachute: it flew for so long at most.
An orbit told of a launch that nobody calls a failure weighs flights with half of its confidence by its height, which
later burns may have raised, and with eight tenths by its inclination.
Who launched a satellite calls it no ballistic missile, while others often do.
What sources call a launch counts for the share of what is not modeled, too: without that a Nuri that its ministry said
had failed was a launch to orbit with 88 %.
A fairing that is named counts 15 to 1 against other modes, other words for causes 4 to 1: a fairing fails once in
twenty failures, and at 4 to 1 one that was named was not the likeliest cause.
A source that says that a launch failed, and where and when it came down, tells one story.
Where somebody else has the launch in orbit, all parts of that story together are as probable to be false as one of them
was, since a false story would count for the more, the more it tells (`linking/disputed.py`).
The catalog of launches is hardly ever wrong on what is in orbit, but tells nothing of marginal flights.

## Element sets

An international designator finds its launch in the catalog where nothing else does, with site and lift-off; elements of
another launch than the one in hand are left out and named (`linking/designated.py`).
Elements alone, of no launch that is known, tell the orbit and that it was reached (`judging/unplaced.py`); those of
several planes are of several launches and tell nothing of one.

## What failed

A time told with a failure is when it set in, when thrust ended, or any later one until the fall
(`inference/trouble.py`); a perigee below the ground tells how fast it was when thrust ended.
No single one of place, apogee and time tells a stage: they do together, since a stage's burn bounds where and when.
What cannot be told is in the answer: a calibrated one is right as often as the mean of its largest probability, and
[scoreboard.md](scoreboard.md) prints both.
A stage that does not separate and the next that does not ignite are the same flight with the priors of their modes.
Of 51 documented failures physics alone finds the stage in 37, and it expects 81 %.
So nine in ten cannot be had from such evidence alone; with one word of the operators on the stage it is 48 of 51.
What failed, if something did, is told whenever someone says that it failed, however improbable the evidence makes it.

## Where it came down

An area is that of the smallest cells that hold its share of the draws, smoothed (`judging/contours.py`), and of each
draw also when it is left out: what few draws are smoothed to lies where they do.
Draws of unknown direction lie all around a pad, and an outline around a pole is none in a plane: wide areas are made of
cells of latitude and longitude.
Before, two in 37 areas of made-up failures were such outlines, and held a twentieth of the draws that they were made
of; now each of 46 holds 86 % and more of draws that it was not made of, 93 % in the mean.

## Which claim is wrong

Each observation in turn is taken to be worth its background, and the evidence of everything then ranks the suspects
(`judging/leave_out.py`).
It is taken twice, from the draws that fit everything and from the flights that were stored before anything weighed on
them, and the larger counts: draws may have settled where another claim is taken to be wrong, and stored flights may
hold none that fits the rest.

Two claims that each fit the rest without the other are told apart by their priors only: of apogee, place and time of
impact any two settle the third, so that a false time often makes the place the first suspect.
Inferring anew without each claim in turn moved no log evidence of two such cases by more than 0.7 nat from what the
stored draws tell.

## What does not belong

Statements are no observations, so they are held against the flights as a whole: one that physical evidence leaves with
less than a twentieth, having taken nine tenths of its odds, is named (`judging/contested.py`).
That something failed is said of next to no launch that went to plan, so that it counts for more than other statements:
at a factor of fifteen an operator with a good record was not believed when it said so.
A pad that the areas do not line up with, while they do with a site of the catalog, and warnings that close nothing at
the lift-off stated are named before anything is flown (`linking/misplaced.py`).
Where something unmodeled is likelier than all flights together, neither the kind nor the orbit is told, whatever the
few flights that are left have.
Three numbers that flights of the posterior have together belong together, whatever the arc says: an upper stage that
failed climbed for longer than the missiles that the arc was learnt on.

## When an explanation is given up

Reweighting with few effective samples may miss the evidence by a hundred nats where a curve of a hundred points weighs.
So flights to plan are always tempered, only finished explanations set the floor for the others, and those whose draws
do not cover are given what tempering has gained so far before they are left out.

## The sampler

One explanation (Chollima-1, early cut-off of stage 2, 24 coordinates) given a place of fall to 40 km and an apogee to
5 %; `design/choose_sampler.py`, on a machine shared with other work.
Libraries see the whole prior; 1.57 nat, the log of its feasible share, is to be added to their evidence.

| sampler | log evidence, nat | spread of runs | flights | seconds | |
|---|---|---|---|---|---|
| brute force over the prior | -41.97 | | 800,000 | 17 | effective sample size 53: good to about 0.14 |
| `inference/sampler.py`, 400 particles | -42.94 | 1.38 | 25,440 | 1.8 | 5 runs |
| the same, 1,500 particles | -42.17 | 0.29 | 105,000 | 3.7 | 4 runs |
| the same, 1,500 particles, sweeps up to 15 | -42.02 | 0.22 | 240,000 | 9.1 | 4 runs |
| ultranest 4.6.3, 200 live points | -45.01 + 1.57 = -43.44 | ±0.79 stated | 120,626 | 54 | at its limit of calls |
| dynesty 3.1.0, 200 live points | -43.86 + 1.57 = -42.29 | ±0.63 stated | 96,300 | 284 | at its limit of calls |
| particles 0.4, tempering, 400 x 10 | -44.79 + 1.57 = -43.22 | 0.92 | 44,000 | 3.6 | 3 runs |

Why not a library: flights are flown in batches of hundreds side by side, and only a sampler that proposes whole
populations keeps the kernel busy; dynesty asks for one at a time.
Explanations share their plans, and a tempered population can start from a population that was there before; nested
sampling starts each explanation from its prior.
`particles` is of the same kind and does as well for its flights.
It was not taken because it starts from a prior it can draw from, which plans that must reach an orbit are not, keeps no
likelihood term by observation, which striking out evidence needs, and does not stop when an explanation is hopeless.
Two things were mended later: failures that share a plan counted as draws of their own, and a population that descends
from a handful of its draws could not spread again, since it moved by its own differences only.
Three in ten moves draw a few coordinates anew from the prior, three in ten follow a normal that the population
resembles, and tempering starts from 1,600 plans.
The table was measured before the normal and before vehicles were aimed.
Of 16 made-up failures, each weighed with 300 draws and four seeds, the log evidence now varies by 0.5 nat (mean; 2.5
before), and the draws count as 12 (median; 2.5 before).
The stages and modes of documented failures came out as before (stage right in 37 of 51): what bounds them is the
evidence, not the draws: the two likeliest modes together are told as sure as they are right (the scoreboard has both).
With 400 particles (`--quick`) the evidence moves by more than a nat from run to run: odds within a factor of four of
each other are then not told apart.

A claim that may be wrong is a narrow density on a flat floor, and raised to a power it is as narrow as ever: draws
found it by chance, or not at all, and then took it for wrong, or one explanation for the only one.
An end of thrust seen in a curve is one, too: of a webcast flown with three seeds the log evidence varied by 9 nat, and
one of the three called it a failed launch.
So its width shrinks instead, from a thousandfold, and draws are led to it (`inference/path.py`); a step of the power
keeps its effective samples at every width in between, and reweighting stands only where it has enough at each.
Where it has not, the evidence of a draft is that of the narrowest width that some draws fit.
It costs a tenth more flights where evidence agrees, up to twice as many where it does not.

## Calibration

`tests/inference/test_calibration.py` (slow): made-up flights of every family with 300 draws each: the eight modes of
failure, flights to plan, ballistic flights.
In each family the mean and the spread of the truth's ranks among the draws are tested, over all failures together their
histogram by chi-square; impact areas hold what they say, and one thread gives what three give, to the bit.
The evidence is a place to 100 km, an apogee to 10 %, a bearing to 5° and a time of trouble to 30 s.
Truths are chosen by weight among a million plans: among 20,000, so few counted that the same came up again and again.
All families pass, also those of which few flights fit, steering and a kept fairing.
Coverage on real cases is in [scoreboard.md](scoreboard.md).

## Apogee, range and flight time

`judging/consistency.py` holds the three against one Kepler arc over a turning Earth, plus what ascent and fall through
the air add; a number that does not fit is named with what it should be, and with the slip that would explain it.
Slips (feet, miles, zeros, seconds, swapped digits) and any other factor compete, each by how well the rest then fits.
Three numbers have one constraint between them, good to 3 to 8 % of the time since burn times differ: miles taken for
kilometers of range move the time by more than that in one flight of ten, and cannot be seen in the others.
Statute and nautical miles are 15 % apart: one taken for the other is named of figures told in miles that are good to
4 %, where the other two numbers, the place of fall or another source fit the other mile (`judging/miles.py`).

## Known limits

- Warnings alone: only the likeliest site is flown from, so that missiles from the sea end as 'cannot tell'.
- A stage that does not separate and the next one that does not ignite look alike from outside.
- Engines are not throttled in flight: late cut-offs of deeply throttled stages that no display shows are found several
  seconds early.
- Speed and height move with the plane by less than their model error: from a display alone no azimuth is told.
- With two claims that each fit the rest without the other, the false one is a matter of their priors.
"""


def constants(path: Path) -> list[tuple[str, str, str]]:
    """(name, value, words) of the constants of a module."""
    found: list[tuple[str, str, str]] = []
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = ast.unparse(target).strip("()")
        if not name.replace(", ", "").replace("_", "").isupper():
            continue
        words = ""
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            words = " ".join(str(following.value.value).split())
        value = ast.unparse(node.value)
        found.append((name, value if len(value) <= 90 else f"{value[:87]}…", words))
    return found


def one_sentence_a_line(text: str) -> str:
    """The house's form of prose; tables and headings stay as they are."""
    lines = text.splitlines()
    return (
        "\n".join(line if line.lstrip().startswith(("|", "#")) else SENTENCE.sub("\n", line) for line in lines) + "\n"
    )


def page() -> str:
    """The whole page."""
    lines = [WORDS, "## Every constant\n", "A row without words shares those of the row below it.\n"]
    for title, files in PARTS:
        lines += [f"### {title}\n", "| constant | value | what, and where from |", "|---|---|---|"]
        for file in files:
            for name, value, words in constants(PACKAGE / file):
                cells = (f"`{name}`", f"`{value}`", words)
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    (ROOT / "docs" / "inference.md").write_text(one_sentence_a_line(page()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
