"""Who passes on what another says: 'citing', 'quoted by', 'X told Y', 'as saying' and hearsay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from downrange.reading.according import OBJECT_REACH
from downrange.reading.acquaintance import PRESS, Speaker
from downrange.reading.gazetteer import source_types
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.talk import Talk, Unit
from downrange.reading.tellees import INVERTED_REACH

HEARD_REACH = 3
"""'Yonhap has it from the ministry': who passes it on stands right before the words [characters]."""


def add_told(sentence: Sentence, units: Sequence[Unit], free: Sequence[Speaker]) -> None:
    """'X told Y': an agency right behind a verb of telling passes on what it is told."""
    for mark in sentence.all("relay"):
        for unit in units:
            heard = [s for s in free if s.press and s is not unit.speaker and 0 <= s.start - mark.end <= INVERTED_REACH]
            if heard and unit.cue.start < mark.end and mark.start < unit.cue.end:
                unit.relays.append(heard[0])
                unit.told = True


def add_relays(
    units: list[Unit],
    citing: Sequence[tuple[Mark, Speaker]],
    cited: Sequence[tuple[Mark, Speaker]],
    free: Sequence[Speaker],
    *,
    last: bool,
) -> None:
    """'Y reports, citing X' makes X the origin; 'X, quoted by Y' makes Y a relay."""
    for cue, speaker in citing:
        before = [u for u in units if u.start <= cue.start] or units
        if before:
            unit = before[-1]
            relay = unit.speaker
            if speaker.press and relay is not None and not relay.press and relay.type != "unknown":
                unit.relays.append(speaker)  # 'the ministry said, Y reported with reference to the agency'
                continue
            unit.speaker = speaker
            if relay is not None and relay.type == "unknown":
                continue
            if relay is not None:
                unit.relays.insert(0, relay)
            else:
                unit.by_anaphor = True
        else:  # 'Yonhap has it from the ministry that ...'
            at = speaker.start if last else cue.start
            heard = [s for s in free if s.press and s is not speaker and 0 <= at - s.end <= HEARD_REACH]
            units.append(Unit(speaker, cue, "prep", relays=heard[-1:], by_anaphor=not heard))
    for cue, speaker in cited:
        before = [u for u in units if u.start <= cue.start]
        if before:
            before[-1].relays.append(speaker)
        elif units:
            units[0].relays.append(speaker)
        else:
            units.append(Unit(None, cue, "prep", relays=[speaker], stands_for="current"))
    units.sort(key=lambda u: u.start)


def find_quoted_saying(page: Page, units: list[Unit], free: Sequence[Speaker]) -> None:
    """'KCNA reported the space authority as saying': whose words they are, via who reports them."""
    endings = tuple(page.lexicon.meta.get("as_saying", ("\n",)))
    for unit, heard in pairwise(units):
        meant = heard.speaker is None and page.folded.startswith(endings, heard.cue.start - len(" as "))
        if meant and unit.speaker is not None and unit.press and not unit.relays:
            heard.relays = [unit.speaker]
            units.remove(unit)
            return
    for unit in units:
        if unit.speaker is None or not unit.press or unit.relays:
            continue
        said = [s for s in free if 0 <= s.start - unit.cue.end <= OBJECT_REACH and not s.press]
        said = [s for s in said if page.folded.startswith(endings, s.end)]
        if said:
            unit.relays, unit.speaker = [unit.speaker], replace(said[0], start=unit.cue.start, end=said[0].end)


def add_hearsay(page: Page, sentence: Sentence, units: list[Unit], talk: Talk) -> None:
    """'X says that ..., it is told (という)': the agency that spoke last passes it on."""
    endings = tuple(page.lexicon.meta.get("hearsay", ("\n",)))
    heard = talk.carried and source_types().get(talk.carried[-1]) in PRESS
    end = sentence.start + len(sentence.text.rstrip(" .。"))
    if heard and units and not units[-1].press and page.folded.endswith(endings, 0, end):
        units[-1].by_anaphor = units[-1].speaker is not None and not units[-1].relays
