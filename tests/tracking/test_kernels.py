"""The cache of compiled kernels notices a change in any source that they are made of."""

from __future__ import annotations

from pathlib import Path

import downrange.tracking
from downrange.tracking import compiling

FOLDER = Path(downrange.tracking.__file__).parent


def test_every_source_of_a_kernel_names_the_cache() -> None:
    for source in FOLDER.glob("*.py"):
        if "\n@kernel\n" in source.read_text(encoding="utf-8"):
            assert b"tracking.compiling import" in source.read_bytes(), source.name


def test_constants_in_kernels_come_from_sources_that_the_cache_watches() -> None:
    """`rows` holds no kernel of its own, but the layout that kernels take."""
    watched = [path for path in FOLDER.glob("*.py") if b"tracking.compiling import" in path.read_bytes()]
    layout = FOLDER / "rows.py"
    assert layout not in watched
    assert layout.name in compiling.CONSTANTS


def test_a_changed_source_has_a_cache_of_its_own(tmp_path: Path) -> None:
    for source in FOLDER.glob("*.py"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    before = compiling.cache_folder(tmp_path)
    assert compiling.cache_folder(tmp_path) == before
    motion = tmp_path / "motion.py"
    motion.write_text(
        motion.read_text(encoding="utf-8").replace("LIFT_SPEED = 15.0", "LIFT_SPEED = 16.0"), encoding="utf-8"
    )
    assert compiling.cache_folder(tmp_path) != before
