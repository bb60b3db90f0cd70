"""Navigational and airspace warnings to records: messages, areas with their windows, cancellations, references.

Read are NAVAREA, HYDROLANT, HYDROPAC, HYDROARC, NAVTEX and coastal warnings, and ICAO NOTAM. What cannot be read is
a problem with its line and characters; no shape and no time is made up.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from downrange.reading import notice_shapes as shapes
from downrange.reading.coordinates import find_coordinates
from downrange.reading.notice_areas import Group, Outline, Refusal, draw, find_misprints, group, own_start
from downrange.reading.notice_kind import find_kind
from downrange.reading.notice_messages import Message, find_anchor, read_cancellations, split_messages
from downrange.reading.notice_notam import Notam, read_notam, split_notams
from downrange.reading.notice_tables import split_table
from downrange.reading.schedules import Schedule, combine, read_schedule
from downrange.reading.windows import lay
from downrange.records.area import Area, AreaKind, Notice, Window
from downrange.records.document import Document, Provenance
from downrange.records.problem import Problem

_PARAGRAPH = re.compile(r"(?:^|\n)[ \t]{0,12}\d{1,2}\.(?!\d)")

LONGEST_MESSAGE = 400_000
"""A message longer than this many characters is read up to here and said: the longest seen is 5,000."""

MOST_PROBLEMS = 200
"""Problems of one message listed one by one; the rest are counted."""


def read_notices(document: Document) -> tuple[Notice, ...]:
    """Read all messages of a document, in order; a message printed twice counts once; a table has a message a row.

    Problems lie in each notice and area, with line and characters. A text without any area gives one notice
    without areas and a problem that says so, unless it cancels another.
    """
    notices = [notice for part in split_table(document) or (document,) for notice in _read_text(part)]
    return _merge_repeats(notices)


def _read_text(document: Document) -> list[Notice]:
    """The messages of one text."""
    notams = split_notams(document.text)
    if notams:
        return [_read_notam(document, start, end) for start, end in notams]
    return [_read_message(document, message) for message in split_messages(document)]


def _read_message(document: Document, message: Message) -> Notice:
    """One message to a notice."""
    problems: list[Problem] = []
    end = message.end
    if end - message.start > LONGEST_MESSAGE:
        end = message.start + LONGEST_MESSAGE
        what = f"the message is longer than {LONGEST_MESSAGE} characters; the rest was not read"
        problems.append(_problem(document, (end, end + 1), what, "give one message a file, or a blank line between"))
    text = document.text[message.start : end]
    cancels, references, cancel_at, blanked = read_cancellations(text, message.name, message.issued)
    anchor = find_anchor(message, cancel_at)
    areas, area_problems = _read_areas(document, message, text, blanked, anchor)
    problems.extend(area_problems)
    if not areas and not problems and not cancels:
        what = "no closed area was found in this text"
        hint = "a notice needs coordinates such as 75-59N 021-26E"
        problems.append(_problem(document, (message.start, message.start), what, hint, characters=False))
    return Notice(
        message=message.name,
        issued=message.issued,
        text=document.text[message.start : message.end],
        path=document.path,
        digest=document.digest,
        areas=tuple(areas),
        cancels=cancels,
        references=references,
        cancel_at=cancel_at,
        problems=tuple(problems),
    )


def _read_areas(
    document: Document, message: Message, text: str, blanked: str, anchor: datetime | None
) -> tuple[list[Area], list[Problem]]:
    """Areas of a message with their windows, and what could not be drawn."""
    areas: list[Area] = []
    problems: list[Problem] = []
    groups = group(blanked, find_coordinates(blanked), len(text))
    schedules = _schedules(blanked, groups)
    if groups and not any(one.complete or one.daily or one.flaws for one in schedules):
        after = read_schedule(blanked[groups[-1].tail[0] :], offset=groups[-1].tail[0])
        schedules = [after for _ in groups]
    laid = {id(schedule): lay(schedule, message.issued, anchor=anchor) for schedule in schedules}
    kind_of_heading = find_kind(blanked[: groups[0].lead[1]]) if groups else AreaKind.OTHER
    kind_above = AreaKind.OTHER
    refused = 0
    told: set[tuple[int, int]] = set()
    for one, schedule in zip(groups, schedules, strict=True):
        start = own_start(blanked, one.lead)
        kind_above = _first_kind(find_kind(_last_paragraph(blanked[one.lead[0] : start])), kind_above)
        outline = find_misprints(one) or draw(blanked, one)
        if not isinstance(outline, Outline):
            refused += len(outline) if isinstance(outline, list) else 1
            problems.extend(_refused(document, outline, message.start, MOST_PROBLEMS - len(problems)))
        for flaw in schedule.flaws:
            if flaw.span not in told:
                told.add(flaw.span)
                refused += 1
                if len(problems) >= MOST_PROBLEMS:
                    continue
                what = f"{flaw.what}; the window it belongs to is left out"
                problems.append(_problem(document, _shift(flaw.span, message.start), what, "correct the text"))
        if not isinstance(outline, Outline):
            continue
        windows, flaws = laid[id(schedule)]
        notes = [_problem(document, _shift(outline.span, message.start), note) for note in outline.notes]
        notes.extend(_window_problems(document, message, one, flaws))
        kind = _first_kind(find_kind(blanked[start : one.lead[1]]), kind_above, kind_of_heading)
        areas.append(
            _area(document, message.name, message.start, outline, min(start, one.span[0]), kind, windows, notes)
        )
    if refused > len(problems):
        what = f"{refused - len(problems)} more coordinates or times in this message cannot be read"
        problems.append(Problem(path=document.path, what=what, hint="check that this is a notice"))
    return areas, problems


def _last_paragraph(words: str) -> str:
    """What stands after the last paragraph number, or all of it."""
    last = None
    for match in _PARAGRAPH.finditer(words):
        last = match
    return words[last.end() :] if last else words


def _first_kind(*kinds: AreaKind) -> AreaKind:
    """The first kind that says something."""
    return next((kind for kind in kinds if kind is not AreaKind.OTHER), AreaKind.OTHER)


def _window_problems(document: Document, message: Message, one: Group, flaws: list[str]) -> list[Problem]:
    """Why windows of an area are missing."""
    span = _shift(one.span, message.start)
    hint = "add the date of issue to the text, such as 091103Z OCT 17 on its first line"
    return [_problem(document, span, f"a window of this area is left out: {flaw}", hint) for flaw in flaws]


def _schedules(text: str, groups: list[Group]) -> list[Schedule]:
    """What is said about time for each group: in its own words, else in the words above it."""
    schedules: list[Schedule] = []
    above = Schedule()
    last = Schedule()
    for one in groups:
        start = own_start(text, one.lead)
        head = read_schedule(text[one.lead[0] : start], offset=one.lead[0])
        own = read_schedule(text[start : one.lead[1]], offset=start)
        if head.complete or head.daily or head.clocks or head.flaws:
            above = head
        if own.complete or (own.daily and not above.complete and not above.clocks):
            chosen = own
        elif own.clocks and (above.daily or above.complete):
            chosen = combine(above, own)
        elif own.daily and above.clocks:
            chosen = combine(own, above)
        elif above.complete or above.daily or above.flaws:
            chosen = above
        else:
            chosen = last
        if own.flaws and chosen is above:
            chosen = own
        schedules.append(chosen)
        last = chosen
    return schedules


def _area(
    document: Document,
    name: str,
    offset: int,
    outline: Outline,
    start: int,
    kind: AreaKind,
    windows: tuple[Window, ...],
    notes: list[Problem],
) -> Area:
    """An area record, its ring cut at the date line."""
    span = _shift((start, max(outline.span[1], start)), offset)
    identity = "|".join((document.digest, name, str(span[0]), str(span[1]), outline.shape.value))
    return Area(
        id=sha256(identity.encode()).hexdigest()[:16],
        message=name,
        kind=kind,
        shape=outline.shape,
        rings_deg=shapes.draw_rings(outline.ring),
        center_deg=outline.center,
        radius=outline.radius,
        windows=windows,
        provenance=Provenance(
            document=document.digest,
            path=document.path,
            span=span,
            words=document.text[span[0] : span[1]],
            rule=f"notice-{outline.shape.value}",
        ),
        problems=tuple(notes),
    )


def _read_notam(document: Document, start: int, end: int) -> Notice:
    """One NOTAM to a notice."""
    notam: Notam = read_notam(document.text[start:end])
    items = find_coordinates(notam.item_e)
    areas: list[Area] = []
    problems: list[Problem] = []
    windows, flaws = notam.windows()
    offset = start + notam.item_e_start
    for one in group(notam.item_e, items, len(notam.item_e)):
        outline = find_misprints(one) or draw(notam.item_e, one)
        if not isinstance(outline, Outline):
            problems.extend(_refused(document, outline, offset, MOST_PROBLEMS))
            continue
        notes = [_problem(document, _shift(outline.span, offset), note) for note in outline.notes]
        kind = find_kind(notam.item_e, notam.subject)
        begin = min(own_start(notam.item_e, one.lead), one.span[0])
        areas.append(_area(document, notam.name, offset, outline, begin, kind, windows, notes))
    if not items and notam.circle:
        note = _problem(
            document,
            _shift(notam.circle.span, start),
            "the text gives no outline; the circle of the Q line, which covers the area and is no outline, is drawn",
        )
        kind = find_kind(notam.item_e, notam.subject)
        areas.append(_area(document, notam.name, start, notam.circle, notam.circle.span[0], kind, windows, [note]))
    problems.extend(_problem(document, (start, start + 1), f"a window is left out: {flaw}") for flaw in flaws)
    if not areas and not problems and not notam.ends_another:
        problems.append(_problem(document, (start, start), "no closed area was found in this NOTAM", characters=False))
    return Notice(
        message=notam.name,
        issued=notam.issued,
        text=document.text[start:end],
        path=document.path,
        digest=document.digest,
        areas=tuple(areas),
        cancels=notam.cancels,
        references=notam.references,
        cancel_at=None,
        problems=tuple(problems),
    )


def _merge_repeats(notices: list[Notice]) -> tuple[Notice, ...]:
    """Notices with areas printed twice under one message counted once; a copy without anything new is dropped."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Notice] = []
    for notice in notices:
        fresh: list[Area] = []
        for area in notice.areas:
            key = (area.message, area.kind, area.rings_deg, area.windows)
            if not area.message or key not in seen:
                fresh.append(area)
            seen.add(key)
        if notice.areas and not fresh:
            continue
        kept.append(notice if len(fresh) == len(notice.areas) else replace(notice, areas=tuple(fresh)))
    return tuple(kept)


def _refused(document: Document, refused: Refusal | list[Refusal], offset: int, most: int) -> list[Problem]:
    """Problems for what draws no area, so many at most."""
    every = refused[:most] if isinstance(refused, list) else [refused][:most]
    return [_problem(document, _shift(one.span, offset), one.what, one.hint) for one in every]


def _shift(span: tuple[int, int], offset: int) -> tuple[int, int]:
    """A span in a message as a span in the document."""
    return span[0] + offset, span[1] + offset


def _problem(
    document: Document, span: tuple[int, int], what: str, hint: str = "", *, characters: bool = True
) -> Problem:
    """A problem at characters of a document."""
    where = f" (characters {span[0]}-{span[1]})" if characters else ""
    return Problem(path=document.path, line=document.line_of(span[0]), what=f"{what}{where}", hint=hint)
