"""Documented failures: what failed, and when, as operators and inquiries told it afterwards.

Stage and cause are facts from reported_events, failures/ and the operators' own statements, retold in a few words. The
first are in the data; the others, from 1999 on, are told from memory of what was published and were not checked again.
They are the truth to be found, never evidence; a time of trouble is evidence where the operator told it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A failure with what is known to have failed."""

    tag: str
    stages: tuple[int, ...]
    """As the catalog's vehicle counts, strap-ons with the first; two where it is not told which; none: a fairing's."""
    modes: tuple[str, ...]
    """Modes that the documented cause may be called; empty: not known."""
    cause: str
    trouble: tuple[float, float] | None = None
    """Time of the trouble after lift-off and its width, as told [s]."""
    place: tuple[float, float, float, float, float] | None = None
    """Place of fall told from another: its latitude, longitude, the bearing [degrees], distance and width [m]."""
    speed: tuple[float, float, float] | None = None
    """Speed told, its width [m/s] and the time after lift-off [s]."""


def _one(tag: str, stage: int | None, modes: str, cause: str, trouble: tuple[float, float] | None = None) -> Documented:
    return Documented(
        tag=tag, stages=(stage,) if stage else (), modes=tuple(modes.split()), cause=cause, trouble=trouble
    )


DOCUMENTED: tuple[Documented, ...] = (
    _one("1999-F02", 2, "early-cutoff breakup thrust-loss", "Proton: a second-stage engine failed", (277.0, 5.0)),
    _one("1999-F03", 2, "early-cutoff breakup thrust-loss", "Proton: a second-stage engine failed", (222.0, 5.0)),
    _one("2000-F03", 3, "early-cutoff steering", "Tsiklon-3: control of the third stage lost", (367.0, 10.0)),
    _one("2000-U01", 1, "steering thrust-loss", "M-V: the first stage's nozzle broke"),
    _one("2002-F02", 1, "early-cutoff thrust-loss breakup", "Soyuz-U: a strap-on's engine failed", (29.0, 5.0)),
    _one("2003-F02", 1, "no-separation thrust-loss destruct", "H-IIA: a strap-on did not separate"),
    _one("2005-F03", 2, "no-separation", "Rokot: the second stage did not shut down and separate"),
    _one("2006-F03", 1, "early-cutoff steering", "Dnepr: a first-stage engine's steering failed", (74.0, 5.0)),
    _one("2007-F02", 2, "early-cutoff steering", "Falcon 1: slosh, the second stage rolled and shut down"),
    _one("2007-F03", 1, "no-separation", "Proton: the first stage did not separate properly", (123.0, 10.0)),
    _one("2008-F01", 1, "no-separation", "Falcon 1: the first stage ran into the second after separation"),
    _one("2009-F01", None, "fairing-kept", "Taurus: the fairing did not separate"),
    _one("2009-F02", 3, "no-ignition", "Unha-2: the third stage neither separated nor fired"),
    _one("2009-F03", None, "fairing-kept", "Naro-1: half the fairing stayed on"),
    _one("2010-F02", 1, "breakup destruct early-cutoff", "Naro-1: exploded under the first stage", (137.0, 3.0)),
    _one("2010-F04", 1, "steering breakup destruct", "GSLV: strap-on control lost, destroyed", (55.0, 10.0)),
    _one("2011-F01", None, "fairing-kept", "Taurus: the fairing did not separate"),
    _one("2011-F02", 2, "steering", "CZ-2C: a second-stage vernier's mount failed", (171.0, 10.0)),
    _one("2011-F04", 2, "early-cutoff breakup", "Soyuz-2: the upper stage's engine burned through", (421.0, 5.0)),
    _one("2012-F01", 1, "breakup destruct early-cutoff", "Unha-3: exploded under the first stage"),
    _one("2013-F03", 3, "early-cutoff", "CZ-4B: stage 3 cut off early"),
    _one("2015-F01", 3, "early-cutoff thrust-loss steering", "Proton: a third-stage vernier failed", (497.0, 5.0)),
    _one("2016-F01", 3, "", "CZ-4C: stage 3"),
    _one("2016-F02", 2, "breakup early-cutoff", "Soyuz-U: the upper stage's engine failed", (382.0, 3.0)),
    _one("2017-F01", 2, "no-ignition", "SS-520: the second stage was not ignited for want of telemetry"),
    _one("2017-F02", 2, "destruct early-cutoff", "Electron: terminated when ground equipment lost data", (240.0, 10.0)),
    _one("2017-F03", 1, "thrust-loss early-cutoff", "CZ-5: a core engine lost thrust"),
    _one("2018-F01", 1, "breakup no-separation", "Soyuz-FG: a strap-on hit the core", (118.0, 3.0)),
    _one("2019-F05", 2, "breakup early-cutoff", "Vega: the second stage's motor broke up", (131.0, 2.0)),
    Documented(
        tag="2020-F01",
        stages=(2, 3),
        modes=("early-cutoff", "thrust-loss"),
        cause="Simorgh: 6,400 of 7,400 m/s after 475 s of powered flight",
        speed=(6400.0, 200.0, 475.0),
    ),
    _one("2020-F02", 1, "breakup early-cutoff", "CZ-7A: broke up at staging"),
    _one("2020-F03", 3, "no-ignition early-cutoff", "CZ-3B: stage 3"),
    _one("2020-F04", 1, "early-cutoff", "LauncherOne: a propellant line broke seconds after ignition"),
    _one("2020-F05", 2, "early-cutoff", "Electron 13: stage 2 shut down safely", (345.0, 15.0)),
    _one("2020-F06", 3, "", "Kuaizhou-11: after the second stage's separation"),
    _one("2020-F07", 1, "early-cutoff destruct steering", "Astra: engines shut down on command", (30.0, 8.0)),
    _one("2020-F10", 2, "early-cutoff", "Astra Rocket 3: cut off 15 s short of orbit"),
    _one("2021-F05", None, "fairing-kept", "Hyperbola-1: the fairing did not separate as it should"),
    _one("2021-F06", 3, "no-ignition", "GSLV: the cryogenic stage did not ignite"),
    _one("2021-F07", 1, "thrust-loss early-cutoff destruct", "Astra: one engine lost at lift-off", (148.0, 3.0)),
    _one("2021-F09", 3, "early-cutoff", "Nuri: stage 3 shut down 46 s early"),
    _one("2022-F01", 2, "steering fairing-kept", "Astra: the upper stage tumbled, stuck in the fairing", (190.0, 10.0)),
    _one("2022-F04", 2, "steering destruct no-ignition", "Epsilon: second-stage attitude control lost", (388.0, 5.0)),
    _one("2022-F05", 2, "early-cutoff", "Zhuque-2: second-stage verniers shut down early"),
    _one("2022-F06", 2, "thrust-loss early-cutoff breakup", "Vega C: second-stage pressure fell", (147.0, 5.0)),
    _one("2023-F01", 2, "early-cutoff thrust-loss", "LauncherOne: stage 2 engine"),
    _one("2023-F03", 2, "no-ignition", "H3: the second stage did not ignite"),
    _one("2023-F05", 1, "thrust-loss steering destruct no-separation", "Starship: engines lost, spun", (239.0, 3.0)),
    Documented(
        tag="2023-F06",
        stages=(2,),
        modes=("no-ignition",),
        cause="Chollima-1: the second stage's engine did not start",
        trouble=(360.0, 60.0),
        place=(36.12, 125.98, 270.0, 200e3, 25e3),
    ),
    _one("2023-F07", 3, "destruct breakup", "Chollima-1: destroyed during the third stage's flight"),
    _one("2023-F11", 2, "destruct breakup early-cutoff", "Starship: fire in the ship, destroyed", (485.0, 5.0)),
    _one("2024-F01", 1, "destruct", "Kairos: destroyed itself at once", (5.0, 2.0)),
    _one("2024-F04", 1, "steering destruct", "Kairos: the first stage's nozzle lost control"),
    _one("2025-F01", 2, "early-cutoff breakup destruct", "Starship: fire in the ship, lost", (506.0, 5.0)),
    _one("2025-F04", 1, "steering destruct early-cutoff", "Spectrum: lost control, terminated", (30.0, 5.0)),
    _one("2025-F05", 3, "thrust-loss early-cutoff", "PSLV: third-stage pressure fell"),
)
