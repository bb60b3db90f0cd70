"""What an area is closed for, by the words of its notice alone.

The rule: the words nearest the area decide; only when they say nothing do the words further up. Among words of one
place the more particular wins, in the order of `_WORDS_BY_KIND`. Where it lies is never asked: "ROCKET LAUNCHING" far
down range is a launch area by its words, and "SPACE DEBRIS" alone is a re-entry, which it is for deorbited stages;
beside words of stages or falling parts it is a stage fall.
"""

from __future__ import annotations

import re

from downrange.records.area import AreaKind

_WORDS_BY_KIND = (
    (AreaKind.REENTRY, r"RE-?ENTR\w{1,8}|DE-?ORBIT\w{0,5}|RENTR[ÉE]E ATMO\w{0,12}|REENTRADA"),
    (
        AreaKind.STAGE_FALL,
        r"(?:CARRIER|ROCKET|LAUNCHER|BOOSTER) (?:CARRIER )?(?:ELEMENTS?|PARTS?|DEBRIS|STAGES?|BODY|BODIES|FRAGMENTS?)"
        r"|(?:FIRST|SECOND|THIRD|1ST|2ND|3RD|SPENT|UPPER) STAGES?|STAGE \d|STAGES? (?:FALL|IMPACT|SPLASH)\w{0,8}"
        r"|BOOSTERS?|FAIRINGS?|JETTISON\w{0,5}|DROP ?ZONES?|(?:FALLING|SPLASH) ?DOWN|FALLING (?:PARTS?|DEBRIS|OBJECTS?)"
        r"|RETOMB\w{1,6}|CAIDA DE (?:ETAPAS?|RESTOS)|PREDICTED IMPACT AREA",
    ),
    (AreaKind.REENTRY, r"SPACE (?:DEBRIS|JUNK|CRAFT)|SPACECRAFT RECOVERY|SATELLITE (?:DEBRIS|RECOVERY)"),
    (AreaKind.MISSILE, r"MISSILES?|MISILES?|BALLISTIC"),
    (
        AreaKind.GUNNERY,
        r"GUNNERY|GUN ?FIRE|ARTILLERY|NAVAL GUN\w{0,4}|TIRS?|EJERCICIOS? DE TIRO|LIVE[- ]FIR\w{1,4}|BOMBING|SMALL ARMS"
        r"|TORPEDO\w{0,3}",
    ),
    (
        AreaKind.LAUNCH,
        r"ROCKETS?|SPACE ?(?:LAUNCH|VEHICLE|FLIGHT)\w{0,4}|SATELLITE LAUNCH\w{0,4}|LAUNCH VEHICLES?|SPACE OPERATIONS?"
        r"|FUS[ÉE]ES?|LANCEURS?|LANZAMIENTO DE COHETES?|COHETES?|CARRIER ROCKETS?|AEROSPACE\w{0,10}",
    ),
    (AreaKind.GUNNERY, r"FIRING\w{0,2}|EXERCISES? FIR\w{1,4}|SHOOTING|WEAPONS?"),
    (AreaKind.LAUNCH, r"LAUNCH\w{0,4}"),
)
_PATTERNS = tuple((kind, re.compile(rf"(?<![A-Z])(?:{words})(?![A-Z])")) for kind, words in _WORDS_BY_KIND)


def find_kind(*places: str) -> AreaKind:
    """Kind of an area from the words about it, nearest place first."""
    for words in places:
        upper = words.upper()
        for kind, pattern in _PATTERNS:
            if pattern.search(upper):
                return kind
    return AreaKind.OTHER
