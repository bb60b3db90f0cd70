"""A raw message to mariners becomes areas with windows, and a misprint becomes a problem with its words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import downrange
from downrange.reading import read_document, read_notices

case = Path(downrange.__file__).parent / "cases" / "rockot-2017-10-13"
document, problems = read_document(case / "notices" / "HYDROARC_325-17.txt")
assert document is not None
assert problems == ()

(notice,) = read_notices(document)
(area,) = notice.areas
print(f"{notice.message}: {area.kind}, {len(area.rings_deg[0])} corners")
for window in area.windows:
    print(f"  {window.start:%Y-%m-%d %H:%M} to {window.end:%H:%M} UTC")
assert [f"{window.start:%d %H%M}" for window in area.windows] == ["13 0915", "14 0915"]

misprinted = replace(document, text=document.text.replace("77-36.67N", "97-36.67N"))
(notice,) = read_notices(misprinted)
said = [*notice.problems, *(problem for area in notice.areas for problem in area.problems)]
print(f"line {said[0].line}: {said[0].what}")
assert any("97-36.67N" in problem.what for problem in said)
