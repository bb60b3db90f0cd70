"""When a text was published, told by its dateline or byline where no header says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from downrange.reading.case import read_paths
from downrange.reading.document import read_document
from downrange.reading.lexicon import load_lexicon
from downrange.reading.publication import find_published
from downrange.reading.report import read_report

DAY = date(2023, 5, 31)
NEWS = "\n\nNorth Korea fired a rocket from Sohae on Wednesday, the military said.\n"


@pytest.mark.parametrize(
    ("lang", "head"),
    [
        ("en", "SEOUL, 31 May 2023 - North Korea fired a rocket on Wednesday.\n"),
        ("en", "SEOUL, South Korea, May 31, 2023 (Some Agency) -- North Korea fired a rocket.\n"),
        ("en", "Tokyo (May 31, 2023) — A rocket was fired.\n"),
        ("en", "Rocket fails\nBy A. Writer, Some Outlet | 31 May 2023 | 10:12 KST" + NEWS),
        ("en", "Rocket fails\n\nPublished: May 31, 2023 at 7:15 a.m." + NEWS),
        ("en", "Posted 2023-05-31\nRocket fails" + NEWS),
        ("en", "Published May 30, 2023, last updated May 31, 2023 09:40" + NEWS),
        ("fr", "Une fusée échoue\nPublié le 31 mai 2023 à 08h12\n\nLa fusée est tombée mercredi.\n"),
        ("fr", "Séoul, 31 mai 2023 – La Corée du Nord a tiré une fusée.\n"),
        ("de", "Stand: 31. Mai 2023, 09:12 Uhr\n\nNordkorea hat am Mittwoch eine Rakete gestartet.\n"),
        ("es", "Publicado el 31 de mayo de 2023\n\nCorea del Norte lanzó un cohete el miércoles.\n"),
    ],
)
def test_the_head_tells_the_day(lang: str, head: str) -> None:
    assert find_published(head, load_lexicon(lang)) == DAY


@pytest.mark.parametrize(
    "head",
    [
        "The failure of 31 May 2023\n\nNorth Korea launched a rocket and lost it.\n",  # the day of what is told
        "North Korea launched a rocket on 31 May 2023, the military said.\n",
        "On 31 May 2023 - a Wednesday - the rocket was launched.\n",
        "SEOUL, May 31 - North Korea fired a rocket.\n",  # no year
        "Rocket launched 31 May 2023\n\nIt failed.\n",
        "",
    ],
)
def test_a_day_of_what_is_told_is_none_of_publication(head: str) -> None:
    assert find_published(head, load_lexicon("en")) is None


def test_a_header_counts_for_more(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("# published: 2023-06-02\n---\nSEOUL, 31 May 2023 - North Korea fired a rocket on Wednesday.\n")
    document, _ = read_document(str(path))
    assert document is not None
    assert read_report(document).published == "2023-06-02"


def test_a_weekday_counts_from_the_dateline(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("SEOUL, 1 June 2023 - North Korea fired a rocket with a satellite on Wednesday. It failed.\n")
    (case,) = read_paths([str(path)])
    (event,) = case.reports[0].events
    assert event.date_local == "2023-05-31"


def test_a_text_without_any_day_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("North Korea fired a rocket on Wednesday, the military said.\n")
    (case,) = read_paths([str(path)])
    (problem,) = case.problems
    assert "published" in (problem.hint or "")
