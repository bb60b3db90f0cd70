"""Zones: whose clock a text goes by, at the site of a launch and where something came down."""

from __future__ import annotations

from datetime import date

from downrange.reading.clocks import LOCAL, ClockMention
from downrange.reading.drafts import ISO_DAY, Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.gazetteer import known_places
from downrange.reading.known import zone_of_launch

_ZONES = {
    "KR": "Asia/Seoul",
    "JP": "Asia/Tokyo",
    "IR": "Asia/Tehran",
    "IN": "Asia/Kolkata",
    "RU": "Europe/Moscow",
    "DE": "Europe/Berlin",
    "KP": "Asia/Seoul",
    "CN": "Asia/Shanghai",
    "FR": "Europe/Paris",
    "NZ": "Pacific/Auckland",
    "PK": "Asia/Karachi",
    "IL": "Asia/Jerusalem",
    "ES": "Europe/Madrid",
    "UA": "Europe/Kyiv",
    "IQ": "Asia/Baghdad",
    "SA": "Asia/Riyadh",
    "YE": "Asia/Aden",
    "AE": "Asia/Dubai",
    "QA": "Asia/Qatar",
    "KW": "Asia/Kuwait",
    "BH": "Asia/Bahrain",
    "SY": "Asia/Damascus",
    "JO": "Asia/Amman",
    "LB": "Asia/Beirut",
    "TR": "Europe/Istanbul",
    "TW": "Asia/Taipei",
    "PH": "Asia/Manila",
    "GB": "Europe/London",
    "NO": "Europe/Oslo",
    "SE": "Europe/Stockholm",
    "PL": "Europe/Warsaw",
    "RO": "Europe/Bucharest",
    "AM": "Asia/Yerevan",
    "AZ": "Asia/Baku",
}
"""Countries with one zone, or one that texts tell their launches in."""
_TOLD_IN = {"Asia/Pyongyang": "Asia/Seoul"}
"""Zone in which times at a site are told: those of North Korea come from Seoul; the zones differed 2015-18."""


def site_zone(event: Draft) -> str | None:
    """Time zone at the event's site; where none is named that of the catalog's launch, else the operator's only one.

    Where several are named, in zones of their own, the catalog's launch tells which it was.
    """
    places = known_places()
    zones = [zone for site in event.sites if (zone := places[site].timezone)]
    if event.cls == "SAT" and len(set(zones)) != 1 and event.actor and event.day and len(event.day) == ISO_DAY:
        known = zone_of_launch(event.actor, date.fromisoformat(event.day), next(iter(event.vehicles), None))
        if known is not None and (known in zones or not event.sites):
            return _TOLD_IN.get(known, known)
    return _TOLD_IN.get(zones[0], zones[0]) if zones else _ZONES.get(event.actor or "")


def zone_of_fall(facts: SentenceFacts, clock: ClockMention) -> str | None:
    """'Struck Dnipro at 5:20 a.m. local time': the zone of the country hit, named last before the time; None when none.

    Only where the time names no zone of its own.
    """
    if clock.zone not in (None, LOCAL) or clock.other is not None:
        return None
    start, end = facts.sentence.clause_of(clock.start)
    near = [p for p in facts.sentence.places if start <= p.start < end and p.place.kind != "site" and p.place.country]
    before = [p for p in near if p.start < clock.start]
    for place in (*reversed(before), *(p for p in near if p.start > clock.start)):
        zone = _ZONES.get(place.place.country or "")
        if zone is not None:
            return zone
    return None
