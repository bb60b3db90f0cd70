"""Attributions of a sentence, and what carries over from one sentence to the next: records."""

from __future__ import annotations

from dataclasses import dataclass, field

from downrange.reading.acquaintance import Speaker
from downrange.reading.phrasebook import Mark


@dataclass(slots=True)
class Unit:
    """One attribution: who speaks where, and through which relays."""

    speaker: Speaker | None
    """None: a pronoun, whoever spoke last."""
    cue: Mark
    manner: str
    """say or prep."""
    relays: list[Speaker] = field(default_factory=list)
    told: bool = False
    """Said to the relay in an interview, which passes on nothing else."""
    trailing: bool = False
    """'X launched a rocket, saying ...': X answers only for what follows."""
    notice: bool = False
    """A notice that its last relay was given: 'the ministry said that the North had informed it'."""
    by_anaphor: bool = False
    """'It said, citing X': the relay is whoever spoke last."""
    stands_for: str = "pronoun"
    """What kind of source an anaphor can stand for: company, agency, military, government, press, 'it', or any."""
    name: str | None = None
    """Surname of who speaks for whom an anaphor stands for."""

    @property
    def start(self) -> int:
        """Offset of its first word."""
        place = self.cue.start
        return place if self.speaker is None else min(place, self.speaker.start)

    @property
    def end(self) -> int:
        """Offset behind its last word."""
        ends = [self.cue.end, *(relay.end for relay in self.relays)]
        return max([*ends, self.speaker.end] if self.speaker else ends)

    @property
    def press(self) -> bool:
        """Whether its speaker passes on what others say."""
        return self.speaker is not None and self.speaker.press


@dataclass(slots=True)
class Talk:
    """What carries over from sentence to sentence."""

    paragraph: int = -1
    opens: bool = False
    """Whether the sentence is the first of its paragraph."""
    turn: tuple[str, ...] | None = None
    """Who speaks the whole paragraph of a transcript."""
    current: tuple[str, ...] = ()
    closed: bool = False
    """Whether the outlet has taken over since: `current` is whom a pronoun means, not who goes on speaking."""
    loose: bool = False
    """Whether `current` stands behind 'according to', not behind a verb of saying."""
    ending: str = "open"
    """How the last attribution stands to what it tells (`carrying.Ending`)."""
    since: int = 0
    """Sentences without a source since the last attribution."""
    last: tuple[str, ...] = ()
    """Chain of the last attribution anywhere: what a pronoun stands for."""
    credited: tuple[str, ...] = ()
    """Source that the headline ends with, where a language credits the whole text that way."""
    met: dict[str, str] = field(default_factory=dict)
    """Kind of source -> the one of that kind named last in this paragraph, else the one that spoke last.

    What 'the company' or 'the ministry' stands for.
    """
    named: str = ""
    """Who is the subject of a sentence without any source: whom 'he' or 'it' in the next one means."""
    spoke: dict[str, str] = field(default_factory=dict)
    """Kind of source -> the one of that kind that was a source last."""
    persons: set[str] = field(default_factory=set)
    """Sources that are people, named or not."""
    maker: str | None = None
    """Who builds or flies the vehicle named last, where the text names them anywhere."""
    relays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Origin -> relays it was last heard through."""

    def meant(self, kind: str) -> str | None:
        """Source id of 'the ministry' or 'the company': of its kind; else, and before one only named, who built it.

        'It' is whoever spoke last, or who was named last where that is a person.
        """
        if kind == "it":
            last = (self.current or self.last)[:1]
            return self.met.get("it") if last and last[0] in self.persons else None
        named = self.met.get(kind)
        if named is None and kind == "military":  # 'the minister' may be one of science
            named = self.met.get("government")
        spoke = named is not None and named in self.spoke.values()
        return named if kind != "company" or self.maker is None or spoke else self.maker

    @property
    def carried(self) -> tuple[str, ...]:
        """Who answers for a sentence that names nobody."""
        return () if self.closed else self.current
