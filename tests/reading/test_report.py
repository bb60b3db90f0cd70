"""A news text to a report."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import downrange
from downrange.linking.events import link_events
from downrange.reading.document import read_document
from downrange.reading.report import read_report
from downrange.records.claim import Claim, Hedge, Report
from downrange.records.document import Document

SEED = Path(os.environ.get("DOWNRANGE_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "reports" / "seed.txt"
SHIPPED = Path(downrange.__file__).parent / "cases" / "seed" / "reports" / "page.txt"
FRAMES = ("Chloé", "À propos de la rédaction")
"""Where the frame of the page begins, in the original and in the retold page."""


def as_document(text: str, **header: str) -> Document:
    return Document(path="text", digest=sha256(text.encode()).hexdigest(), text=text, header=header)


def read(text: str, lang: str = "en", published: str = "2023-06-01", **header: str) -> Report:
    return read_report(as_document(text, lang=lang, published=published, **header))


def of_kind(report: Report, kind: str, role: str | None = None) -> list[Claim]:
    return [c for c in report.claims if c.kind == kind and (role is None or c.role == role)]


@pytest.fixture(scope="module", params=[SHIPPED, SEED], ids=["shipped", "original"])
def seed(request: pytest.FixtureRequest) -> Report:
    if not request.param.is_file():
        pytest.skip("the original of the seed text is press and not shipped")
    document, _ = read_document(request.param)
    assert document is not None
    return link_events([read_report(document)])[0]


def test_the_seed_tells_of_two_launches_that_the_catalog_knows(seed: Report) -> None:
    assert [event.catalog for event in seed.events] == ["2023-F07", "2023-F06"]


def test_the_seed_says_that_the_may_launch_fell_in_the_yellow_sea(seed: Report) -> None:
    (impact,) = of_kind(seed, "place", "impact")
    assert isinstance(impact.value, dict) and impact.value["gaz"] == "yellow-sea"
    assert next(e.catalog for e in seed.events if e.id == impact.event) == "2023-F06"


def test_japan_s_missile_stays_possible_and_japan_s(seed: Report) -> None:
    (claim,) = [c for c in of_kind(seed, "launch") if c.value == "bm"]
    assert (claim.chain, claim.hedge) == (("jp_gov",), Hedge.POSSIBLE)


def test_no_serious_problem_stays_the_space_agency_s(seed: Report) -> None:
    (claim,) = [c for c in of_kind(seed, "cause") if c.value == "not_serious"]
    assert claim.chain == ("nada",)


def test_nothing_of_the_seed_s_frame_becomes_a_claim(seed: Report) -> None:
    end = min(seed.text.index(mark) for mark in FRAMES if mark in seed.text)
    assert all(b <= end for claim in seed.claims for _, b in claim.spans)


def test_a_wire_agency_closes_every_chain() -> None:
    report = read("TOKYO (Reuters) - Japan launched a satellite on Thursday from Tanegashima, JAXA said.")
    assert report.wire == "reuters"
    assert {claim.chain for claim in report.claims} == {("jaxa", "reuters")}


def test_a_relay_stands_behind_its_origin() -> None:
    report = read(
        "The state agency KCNA, citing the National Aerospace Development Administration, said on Thursday that North "
        "Korea had launched a satellite from Sohae."
    )
    assert of_kind(report, "launch")[0].chain == ("nada", "kcna")


def test_a_source_holds_inside_its_paragraph_and_no_farther() -> None:
    report = read(
        "North Korea fired a ballistic missile on Thursday, South Korea's Joint Chiefs said. It flew 400 km.\n\n"
        "The missile reached 60 km."
    )
    flown, height = of_kind(report, "quantity")
    assert (flown.chain, height.chain) == (("jcs",), ())


def test_a_doubled_paragraph_is_one_claim_with_two_spans() -> None:
    words = "North Korea launched a satellite on Thursday from Sohae."
    report = read(f"{words}\n\nIt failed.\n\n{words}")
    assert all(len(claim.spans) == 2 for claim in report.claims if claim.kind != "outcome")


def test_spans_are_the_words_of_the_text_as_given() -> None:
    text = "  La Corée du Nord a tiré jeudi un satellite « espion »…\n\n\tIl s’est écrasé dans la mer Jaune. "
    report = read(text, lang="fr")
    assert report.claims
    for claim in report.claims:
        assert [text[a:b] for a, b in claim.spans] == list(claim.text)


def test_a_place_with_an_offset_is_no_range() -> None:
    report = read(
        "North Korea fired a missile on Thursday. It fell about 250 km west of Okushiri after 74 minutes in flight."
    )
    (impact,) = of_kind(report, "place", "impact")
    assert isinstance(impact.value, dict)
    assert (impact.value["gaz"], impact.value["bearing"], impact.value["distance_km"]) == ("okushiri", "W", 250.0)
    assert [c.role for c in of_kind(report, "quantity")] == ["flight_time"]


def test_two_zones_of_one_instant_are_one_time() -> None:
    report = read("Iran launched a satellite on Thursday at 7:15 p.m. (1545 GMT) from Semnan.")
    (clock,) = of_kind(report, "time")
    assert isinstance(clock.value, dict) and clock.value["utc"] == "2023-06-01T15:45Z"


def test_an_empty_text_gives_a_report_without_events() -> None:
    assert read("").events == ()


def test_a_text_in_an_unknown_language_says_so() -> None:
    report = read_report(as_document("Ƣıuƣ zzz qqq xxx ƿƿƿ ȝȝȝ ƕƕƕ " * 5))
    assert report.events == () and "no lexicon" in report.problems[0].what


def test_a_day_of_publication_that_is_none_is_a_problem() -> None:
    report = read("North Korea launched a satellite on May 31, 2023.", published="yesterday")
    assert any("published" in problem.what for problem in report.problems)
    assert report.events[0].date_local == "2023-05-31"


WORDS = """North Korea|launched|a satellite|on Thursday|31 mai|à 6h27|selon KCNA|said|, |. |
|« |» |(|)|1,000 km|missile|Simorgh|12日|발사|mer Jaune|1e9|100 %|- |: |?|fell|into|the|Yellow Sea|Reuters"""
PIECES = st.sampled_from(WORDS.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join), st.sampled_from(["en", "fr", "ja", "ko", "de", "es", "ru"]))
def test_no_heap_of_words_breaks_the_reader_and_every_span_holds(text: str, lang: str) -> None:
    report = read(text, lang=lang)
    ids = {event.id for event in report.events}
    for claim in report.claims:
        assert claim.event in ids
        assert [text[a:b] for a, b in claim.spans] == list(claim.text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_string_breaks_the_reader(text: str) -> None:
    assert read_report(as_document(text)).text == text or "<" in text or ":" in text


@pytest.mark.slow
def test_time_grows_with_the_length_of_the_text_and_no_faster() -> None:
    words = "La fusée s’est écrasée dans la mer Jaune, selon Tass, le 31 mai à 6h27. "
    took: list[float] = []
    for count in (2_000, 8_000):
        text = "\n\n".join(f"{i} {words}" for i in range(count))
        begin = perf_counter()
        read(text, lang="fr")
        took.append(perf_counter() - begin)
    assert took[1] < 4 * 2.5 * took[0]
