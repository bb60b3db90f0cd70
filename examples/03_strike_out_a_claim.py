"""The failed launch of 31 May 2023, and how the odds move when the reported impact place is struck out."""

from __future__ import annotations

from pathlib import Path

import downrange
from downrange.pipeline import assess_case
from downrange.reading import read_paths

folder = Path(downrange.__file__).parent / "cases" / "chollima-2023-05-31"
(case,) = read_paths([str(folder)])


def odds(*struck: str) -> dict[str, float]:
    (launch,) = assess_case(case, seed=1, quick=True, without=struck).dossier.launches
    return {each.explanation.id: each.probability_physics_only for each in launch.explanations}


places = [
    claim.id for report in case.reports for claim in report.claims if claim.kind == "place" and claim.role == "impact"
]
everything, without_places = odds(), odds(*places)
for name in sorted(everything, key=everything.__getitem__, reverse=True)[:4]:
    print(f"{name:<28} {everything[name]:6.1%} with the impact place, {without_places[name]:6.1%} without")
assert everything["orbital/stage-2-no-ignition"] > without_places["orbital/stage-2-no-ignition"]
