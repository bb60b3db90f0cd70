"""The terminal view of a track: odds, phase, height, downrange, where it will come down."""

from __future__ import annotations

import math
from collections import deque
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from downrange.records.track import ImpactPrediction, OrbitPrediction, TrackFault, TrackUpdate

BAR = 30
CHI2_90 = 4.605
"""Squared radius of the 90 % ellipse of a normal in the plane."""
MARKS = " ▁▂▃▄▅▆▇█"
HISTORY = 60


class Screen:
    """A panel on stderr, redrawn at every update; use it as a context."""

    def __init__(self) -> None:
        self.live = Live(console=Console(stderr=True), refresh_per_second=8)
        self.heights: deque[float] = deque(maxlen=HISTORY)
        self.events: deque[str] = deque(maxlen=4)

    def __enter__(self) -> Screen:
        """Begin drawing."""
        self.live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last picture standing."""
        self.live.__exit__(kind, error, trace)

    def show(self, update: TrackUpdate) -> None:
        """Draw an update."""
        if math.isfinite(update.height):
            self.heights.append(update.height)
        for event in update.events:
            self.events.append(f"{event.name} {event.stage} at {event.time:.1f} s")
        self.live.update(draw(update, self.heights, self.events))


def draw(update: TrackUpdate, heights: deque[float], events: deque[str]) -> Panel:
    """The picture of an update."""
    odds = Table.grid(padding=(0, 1))
    for name, share in (
        ("orbital", update.odds.orbital),
        ("ballistic", update.odds.ballistic),
        ("cannot tell", update.odds.cannot_tell),
    ):
        odds.add_row(name, "█" * round(BAR * share) + "·" * (BAR - round(BAR * share)), f"{share:6.1%}")
    facts = Table.grid(padding=(0, 2))
    stage = f" of stage {update.stage}" if update.stage else ""
    facts.add_row("phase", f"{update.phase}{stage}", "height", _number(update.height / 1e3, "{:.1f} km"))
    downrange = "—" if update.downrange is None or not update.place_known else f"{update.downrange / 1e3:.0f} km"
    facts.add_row("speed", _number(update.speed, "{:.0f} m/s"), "downrange", downrange)
    climb = _number(math.degrees(update.flight_path_angle), "{:+.1f}°")
    facts.add_row("climb", climb, "heights", _sparkline(heights))
    lines: list[Text | Table] = [odds, facts]
    if update.impact is not None:
        lines.append(Text(_impact_words(update.impact)))
    if update.orbit is not None:
        lines.append(Text(_orbit_words(update.orbit)))
    if update.impact_now is not None and update.impact is not update.impact_now:
        lines.append(Text(f"if thrust ended now: {_impact_words(update.impact_now)}", style="dim"))
    if update.fault is not None:
        lines.append(Text(_fault_words(update.fault), style="bold red"))
    if events:
        lines.append(Text("; ".join(events), style="dim"))
    counts = update.counts
    lines.append(
        Text(
            f"{counts.used} used, {counts.skipped} skipped, {counts.late} late, {counts.duplicate} doubled, "
            f"{counts.wild} wild",
            style="dim",
        )
    )
    return Panel(Group(*lines), title=f"T+{update.time:.1f} s: {update.answer}")


def _sparkline(values: deque[float]) -> str:
    top = max([*values, 1.0])
    return "".join(MARKS[max(0, min(8, round(8 * value / top)))] for value in values)


def _number(value: float, words: str) -> str:
    """A number in words with its unit; a dash for what is not known."""
    return words.format(value) if math.isfinite(value) else "—"


def _impact_words(impact: ImpactPrediction) -> str:
    east, both, north = impact.covariance
    reach = math.sqrt(CHI2_90 * (0.5 * (east + north) + math.hypot(0.5 * (east - north), both)))
    within = f"{reach / 1e3:.0f} km" if reach >= 10e3 else f"{reach / 1e3:.1f} km" if reach >= 1e3 else f"{reach:.0f} m"
    return (
        f"comes down at {math.degrees(impact.latitude):.2f}, {math.degrees(impact.longitude):.2f} "
        f"(90 % within {within}) at {impact.time:.0f} s"
    )


def _fault_words(fault: TrackFault) -> str:
    where = f"stage {fault.stage} " if fault.stage else ""
    others = ", ".join(f"stage {stage} {mode} {share:.0%}" for stage, mode, share in fault.others)
    return f"fault: {where}{fault.mode} {fault.mode_probability:.0%}" + (f"; or {others}" if others else "")


def _orbit_words(orbit: OrbitPrediction) -> str:
    return (
        f"orbit {orbit.perigee / 1e3:.0f} x {orbit.apogee / 1e3:.0f} km, "
        f"{math.degrees(orbit.inclination):.1f}° (reaches orbit: {orbit.probability:.0%})"
    )
