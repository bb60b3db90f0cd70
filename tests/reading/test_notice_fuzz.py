"""Notices with random slips of the keyboard: no crash, no hang, nothing off the globe, no words made up."""

from __future__ import annotations

import csv
import random
import time

import pytest
from notice_scores import NOTICES
from notice_texts import GAIA, NORWAY, NOTAMS, PSLV, ROCKOT, RUSSIA, read

SEEDS = [ROCKOT, PSLV, GAIA, NORWAY, RUSSIA, NOTAMS]
ALPHABET = "0123456789-.,°'\" NSEWZABC\n()/:"
SLOWEST = 1.0
"""A text of a few thousand characters takes a few milliseconds; this leaves room for a busy machine [s]."""


def mutate(text: str, rng: random.Random) -> str:
    """A text with one to twenty characters or stretches changed, dropped, doubled or moved."""
    for _ in range(rng.randint(1, 20)):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice((1, 1, 1, 2, 5, 40, 300)))
        slip = rng.randrange(5)
        if slip == 0:
            text = text[:start] + rng.choice(ALPHABET) + text[end:]
        elif slip == 1:
            text = text[:start] + text[end:]
        elif slip == 2:
            text = text[:end] + text[start:end] + text[end:]
        elif slip == 3:
            text = text[:start] + rng.choice(ALPHABET) + text[start:]
        else:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + text[start:end] + text[place:]
        text = text[:6000]
    return text


def check(text: str) -> int:
    """Read a text, hold it to what must always be, and count its areas."""
    begin = time.process_time()
    notices = read(text)
    assert time.process_time() - begin < SLOWEST, repr(text)
    for notice in notices:
        for area in notice.areas:
            assert area.rings_deg, repr(text)
            for ring in area.rings_deg:
                assert len(ring) >= 3
                assert all(-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0 for lat, lon in ring), repr(text)
            assert text[slice(*area.provenance.span)] == area.provenance.words, repr(text)
            assert all(window.start <= window.end for window in area.windows)
    return sum(len(notice.areas) for notice in notices)


def test_slips_of_the_keyboard_do_no_harm() -> None:
    rng = random.Random(4)
    assert sum(check(mutate(rng.choice(SEEDS), rng)) for _ in range(300)) > 100


@pytest.mark.slow
def test_twenty_thousand_slips_of_the_keyboard_do_no_harm() -> None:
    rng = random.Random(20)
    seeds = list(SEEDS)
    corpus = NOTICES / "corpus" / "rocket_missile_debris_notices_2010_2026.csv"
    if corpus.is_file():
        with corpus.open(encoding="utf-8") as stream:
            seeds += [row["text"] for row in csv.DictReader(stream)]
    for _ in range(20_000):
        check(mutate(rng.choice(seeds), rng))
