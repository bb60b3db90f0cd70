"""Notices to areas: messages, shapes, windows, kinds, cancellations, and what cannot be drawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notice_texts import GAIA, NORWAY, NOTAMS, PSLV, ROCKOT, RUSSIA, read, read_one, with_area

from downrange.records.area import AreaKind, AreaShape

MILE = 1852.0


def test_a_message_is_read_whole() -> None:
    notice = read_one(ROCKOT)
    assert notice.message == "HYDROARC 325/17"
    assert notice.issued == datetime(2017, 10, 9, 11, 3, tzinfo=UTC)
    assert notice.cancel_at == datetime(2017, 10, 14, 11, 10, tzinfo=UTC)
    assert notice.problems == ()
    (area,) = notice.areas
    assert (area.kind, area.shape) == (AreaKind.LAUNCH, AreaShape.POLYGON)
    assert len(area.rings_deg[0]) == 7
    assert area.rings_deg[0][0] == pytest.approx((77 + 36.67 / 60, -75.875))
    assert [window.start for window in area.windows] == [
        datetime(2017, 10, 13, 9, 15, tzinfo=UTC),
        datetime(2017, 10, 14, 9, 15, tzinfo=UTC),
    ]
    assert ROCKOT[slice(*area.provenance.span)] == area.provenance.words
    assert area.provenance.words.startswith("77-36.67N")
    assert area.provenance.words.endswith("077-05.58W")


def test_reading_twice_gives_the_same_ids() -> None:
    assert read(PSLV) == read(PSLV)
    ids = [area.id for area in read_one(PSLV).areas]
    assert len(set(ids)) == len(ids)


def test_several_areas_in_several_shapes_are_read() -> None:
    notice = read_one(PSLV, path="HYDROPAC_3310-18.txt")
    assert notice.message == "HYDROPAC 3310/18"
    assert [area.shape for area in notice.areas] == [AreaShape.CIRCLE, *[AreaShape.POLYGON] * 3]
    assert notice.areas[0].radius == pytest.approx(10 * MILE)
    assert notice.areas[0].center_deg == pytest.approx((13 + 43.9 / 60, 80 + 14.2 / 60))
    box = notice.areas[2].rings_deg[0]
    assert sorted({lat for lat, _ in box}) == pytest.approx([8 + 25 / 60, 9 + 35 / 60])
    assert all(len(area.windows) == 3 for area in notice.areas)
    assert notice.issued == datetime(2018, 9, 11, 9, 7, tzinfo=UTC)
    assert "NAVAREA VIII 601/18" in notice.references


def test_days_of_the_paragraph_and_times_of_the_area_go_together() -> None:
    notice = read_one(GAIA)
    first, second = notice.areas
    assert len(first.windows) == 31
    assert f"{first.windows[0].start:%d%H%M}-{first.windows[0].end:%H%M}" == "280103-0207"
    assert second.windows == ()
    (problem,) = notice.problems
    assert "'02007Z'" in problem.what
    assert problem.line == 11
    start, end = (int(word) for word in problem.what.rpartition("characters ")[2].rstrip(")").split("-"))
    assert GAIA[start:end] == "02007Z"


def test_what_a_message_cancels_is_listed() -> None:
    assert read_one(GAIA).cancels == ("HYDROLANT 230/17", "HYDROLANT 231/17")


def test_sectors_circles_and_two_outlines_with_letters_for_corners_are_read() -> None:
    notice = read_one(NORWAY)
    assert notice.message == "NAVAREA XIX 133/14"
    assert [area.shape.value for area in notice.areas] == ["sector", "circle", "polygon", "polygon"]
    assert [area.radius for area in notice.areas[:2]] == pytest.approx([8.5 * MILE, 65.7 * MILE])
    assert [len(area.rings_deg[0]) for area in notice.areas[2:]] == [3, 3]
    assert {len(area.windows) for area in notice.areas} == {19}
    assert notice.areas[0].windows[0].start.year == 2014
    assert notice.cancels == ("NAVAREA XIX 129/14",)


def test_words_that_run_together_are_read_and_a_coast_is_said() -> None:
    notice = read_one(RUSSIA)
    first, second = notice.areas
    assert (first.kind, len(first.rings_deg[0]), len(second.rings_deg[0])) == (AreaKind.MISSILE, 4, 3)
    assert "coast" in first.problems[0].what
    assert second.problems == ()
    assert first.windows[0].start == datetime(2025, 9, 16, 3, tzinfo=UTC)


def test_a_file_may_hold_several_messages_and_one_printed_twice_counts_once() -> None:
    second = ROCKOT.replace("325/17", "328/17").replace("77-36", "74-36")
    notices = read(ROCKOT + "\n" + second + "\n" + ROCKOT)
    assert [notice.message for notice in notices] == ["HYDROARC 325/17", "HYDROARC 328/17"]
    text = ROCKOT + "\n" + second
    for notice in notices:
        (area,) = notice.areas
        assert text[slice(*area.provenance.span)] == area.provenance.words


@pytest.mark.parametrize(
    ("words", "shape", "radius"),
    [
        ("WITHIN 25 MILES\n   OF 78-16N 163-55E.", AreaShape.CIRCLE, 25 * MILE),
        ("WITHIN 50000 METERS OF 74-24N 053-07E.", AreaShape.CIRCLE, 50000.0),
        ("WITHIN 50 KILOMETERS OF 74-24N 053-07E.", AreaShape.CIRCLE, 50000.0),
        ("IN AREA WITHIN ONE MILE OF 56-09.8N 002-35.1W.", AreaShape.CIRCLE, MILE),
        ("WITHIN A RADIUS OF 30NM FROM LAT 10-30N LONG 075-20E.", AreaShape.CIRCLE, 30 * MILE),
        ("30NM AROUND 1030N07520E.", AreaShape.CIRCLE, 30 * MILE),
        ("CENTRE N103000E0752000 RADIUS 30NM.", AreaShape.CIRCLE, 30 * MILE),
        ("IN A CIRCLE OF RADIUS 30 NM CENTERED ON 70-10N 012-30E.", AreaShape.CIRCLE, 30 * MILE),
        ("CIRCLE WITH CENTER IN POSITION 77-25.0N. 009-00.0E. WITH A RADIUS OF 30 NM.", AreaShape.CIRCLE, 30 * MILE),
        ("WITHIN 14 MILES OF 69-17.66N 016-01.18E\n BETWEEN 305 DEGREES AND 350 DEGREES.", AreaShape.SECTOR, 14 * MILE),
        ("WITHIN 40 MILES OF TRACKLINE BETWEEN 19-07N 085-35E AND 18-33N 084-53E.", AreaShape.CORRIDOR, 40 * MILE),
        (
            "WITHIN 12 NM OF A LINE JOINING 19-07N 085-35E, 18-33N 084-53E, 18-00N 084-00E.",
            AreaShape.CORRIDOR,
            12 * MILE,
        ),
        ("5 NM EITHER SIDE OF A LINE JOINING 19-07N 085-35E AND 18-33N 084-53E.", AreaShape.CORRIDOR, 5 * MILE),
    ],
)
def test_a_shape_with_a_size_is_drawn(words: str, shape: AreaShape, radius: float) -> None:
    (area,) = read_one(with_area(words)).areas
    assert area.shape is shape
    assert area.radius == pytest.approx(radius)
    assert len(area.windows) == 2


def test_an_arc_runs_round_its_center() -> None:
    words = (
        "IN AREA BOUND BY 10-00N 020-00E THENCE CLOCKWISE ALONG ARC OF RADIUS 60 NM CENTERED ON 10-00N 021-00E "
        "TO 10-00N 022-00E, 09-00N 022-00E, 09-00N 020-00E."
    )
    (area,) = read_one(with_area(words)).areas
    ring = area.rings_deg[0]
    assert max(lat for lat, _ in ring) == pytest.approx(11.0, abs=0.02)
    (other,) = read_one(with_area(words.replace("CLOCKWISE", "COUNTERCLOCKWISE"))).areas
    assert max(lat for lat, _ in other.rings_deg[0]) == pytest.approx(10.0, abs=0.01)


def test_an_ellipse_is_drawn_from_its_axes() -> None:
    words = (
        "IN ELLIPSE SHAPED AREA CENTRED 82-10N 00-36W LARGE AXIS 130 MILES AND SMALL AXIS 54 MILES "
        "AZIMUTH OF LARGE AXIS 292 DEGREES"
    )
    (area,) = read_one(with_area(words)).areas
    assert area.center_deg == pytest.approx((82 + 10 / 60, -0.6))
    assert len(area.rings_deg[0]) > 30


def test_an_area_over_the_date_line_is_cut_in_two() -> None:
    words = "IN AREA BOUND BY 79-35N 161-54E, 83-18N 139-06W, 82-38N 139-48W, 79-09N 164-41E."
    (area,) = read_one(with_area(words)).areas
    assert len(area.rings_deg) == 2


@pytest.mark.parametrize(
    "words",
    [
        "IN THE AREA BOUNDED BY THE LINES JOINING: 21-11.00N/110-24.00E 20-59.00N/110-40.00E 20-50.00N/110-20.00E.",
        "DANGER ZONE: (A) 21 11.00 N 110 24.00 E (B) 20 59.00 N 110 40.00 E (C) 20 50.00 N 110 20.00 E",
        "BOUND BY LAT 21-11.00N LONG 110-24.00E, LAT 20-59.00N LONG 110-40.00E AND LAT 20-50.00N LONG 110-20.00E",
        "WI AREA N211100E1102400 - N205900E1104000 - N205000E1102000 - N211100E1102400",
        "ENCLOSED BY 21°11′00″N 110°24′00″E, 20°59′00″N 110°40′00″E, 20°50′00″N 110°20′00″E",
        "POINT A: 21-11N 110-24E; POINT B: 20-59N 110-40E; POINT C: 20-50N 110-20E",
        "FROM 21-11N 110-24E TO 20-59N 110-40E THENCE TO 20-50N 110-20E BACK TO 21-11N 110-24E",
    ],
)
def test_an_outline_is_the_same_in_every_manner_of_writing(words: str) -> None:
    (area,) = read_one(with_area(words)).areas
    assert area.problems == ()
    assert area.shape is AreaShape.POLYGON
    expected = [(21 + 11 / 60, 110.4), (20 + 59 / 60, 110 + 40 / 60), (20 + 50 / 60, 110 + 20 / 60)]
    assert list(area.rings_deg[0]) == [pytest.approx(corner) for corner in expected]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("ZCZC PA75\n041200 UTC JUN 18\nGERMAN NAVWARN 123/18", "GERMAN NAVWARN 123/18"),
        ("AVURNAV BREST 0312/23", "AVURNAV BREST 0312/23"),
        ("NAV WARNING NR. 45/2019", "NAV WARNING NR. 45/2019"),
        ("NAVAREA XI 23-0412", ""),
    ],
)
def test_the_id_of_a_message_is_kept_as_printed(heading: str, name: str) -> None:
    text = f"{heading}\nFIRING EXERCISES IN AREA BOUND BY 10-00N 020-00E, 11-00N 020-00E, 11-00N 021-00E.\nNNNN\n"
    assert read_one(text).message == name


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("IN AREA BOUND BY 10-10N 020-20E, 11-10N 020-20E.", "2 positions"),
        ("ALONG TRACKLINE JOINING 47-36N 004-13W, 44-20N 001-30W, 40-00N 001-00W.", "line without a width"),
        ("IN POSITION 47-36N 004-13W.", "one position"),
        ("IN AREA BOUND BY 10-10N 020-20E, 11-10N 020-20E, 12-10N 020-20E.", "encloses nothing"),
        ("IN AREA BETWEEN 69-27N 69-33N AND 034-10E 034-10E.", "encloses nothing"),
    ],
)
def test_what_closes_no_area_is_said_and_not_drawn(words: str, what: str) -> None:
    notice = read_one(with_area(words))
    assert notice.areas == ()
    assert what in notice.problems[0].what
    assert notice.problems[0].line == 5


def test_every_misprint_of_an_area_is_named_and_the_other_areas_are_kept() -> None:
    words = (
        "IN AREAS BOUND BY:\n   A. 97-36.67N 075-52.50W, 77-35.75N 074-08.00W,\n      77-07.00N 073-66.00W.\n"
        "   B. 10-00N 020-00E, 11-00N 020-00E, 11-00N 021-00E."
    )
    notice = read_one(with_area(words))
    assert len(notice.areas) == 1
    assert [problem.line for problem in notice.problems] == [6, 7]
    text = with_area(words)
    for problem, word in zip(notice.problems, ("97-36.67N", "073-66.00W"), strict=True):
        start, end = (int(part) for part in problem.what.rpartition("characters ")[2].rstrip(")").split("-"))
        assert text[start:end] == word


def test_misprinted_times_are_named_beside_the_corners_of_an_area_that_is_not_drawn() -> None:
    text = (
        "HYDROPAC 3308/18\nWESTERN PACIFIC.\n1. HAZARDOUS OPERATIONS, LAUNCHING 2561Z TO 09300Z DAILY 12 THRU 14 NOV\n"
        "IN AREA BOUND BY 30-12.00N 120-29.00E, 31-7.00N 121-00.00E, 32-10.00N 122-00.00E, 33-00.00N 1230-00.00E.\n"
    )
    named: list[str] = []
    for problem in read_one(text).problems:
        start, end = (int(part) for part in problem.what.rpartition("characters ")[2].rstrip(")").split("-"))
        named.append(text[start:end])
    assert named == ["31-7.00N", "1230-00.00E", "2561Z", "09300Z"]


def test_alternating_corners_are_put_in_order_only_when_the_sides_cross() -> None:
    corners = ["35-44N 124-30E", "35-44N 124-54E", "34-58N 124-32E", "34-58N 124-56E"]
    (crossed,) = read_one(with_area("IN AREA BOUND BY " + ", ".join(corners))).areas
    assert "put in order" in crossed.problems[0].what
    ordered = [corners[0], corners[1], corners[3], corners[2]]
    (plain,) = read_one(with_area("IN AREA BOUND BY " + ", ".join(ordered))).areas
    assert plain.problems == ()
    assert set(plain.rings_deg[0]) == set(crossed.rings_deg[0])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("HAZARDOUS OPERATIONS, ROCKET LAUNCHING", AreaKind.LAUNCH),
        ("HAZARDOUS OPERATIONS, SPACE DEBRIS", AreaKind.REENTRY),
        ("SPACE DEBRIS OF SECOND STAGE", AreaKind.STAGE_FALL),
        ("SATELLITE RE-ENTRY", AreaKind.REENTRY),
        ("DANGEROUS DUE TO ROCKET CARRIER ELEMENTS FALL", AreaKind.STAGE_FALL),
        ("MISSILE AND GUNNERY OPERATIONS", AreaKind.MISSILE),
        ("GUNNERY EXERCISES", AreaKind.GUNNERY),
        ("FIRING PRACTICE", AreaKind.GUNNERY),
        ("SURVEY OPERATIONS BY M/V RAMFORM STERLING", AreaKind.OTHER),
    ],
)
def test_the_kind_follows_the_words(words: str, kind: AreaKind) -> None:
    (area,) = read_one(with_area("IN AREA BOUND BY 10-00N 020-00E, 11-00N 020-00E, 11-00N 021-00E.").replace(
        "HAZARDOUS OPERATIONS, ROCKET LAUNCHING", words)).areas  # fmt: skip
    assert area.kind is kind


def test_the_words_next_to_an_area_outweigh_those_of_the_heading() -> None:
    text = with_area("IN AREA BOUND BY 10-00N 020-00E, 11-00N 020-00E, 11-00N 021-00E.").replace("ARCTIC.", "MISSILES.")
    assert read_one(text).areas[0].kind is AreaKind.LAUNCH


def test_a_text_without_any_area_says_so() -> None:
    notice = read_one("The council met on Tuesday.\n")
    assert notice.areas == ()
    assert "no closed area" in notice.problems[0].what


def test_a_message_that_only_cancels_is_no_problem() -> None:
    notice = read_one("110549Z JAN 13\nHYDROARC 2/13(42).\nBARENTS SEA.\nCANCEL HYDROARC 1/13.\n")
    assert notice.cancels == ("HYDROARC 1/13",)
    assert notice.problems == ()


def test_notams_are_read_item_by_item() -> None:
    fall, firing, covered = read(NOTAMS)
    assert (fall.message, firing.message, covered.message) == ("A1234/23", "A1235/23", "B0100/24")
    assert fall.areas[0].kind is AreaKind.STAGE_FALL
    assert fall.areas[0].rings_deg[0][0] == pytest.approx((35 + 44 / 60 + 6 / 3600, 124 + 30 / 60 + 30 / 3600))
    assert [f"{w.start:%d%H}-{w.end:%d%H}" for w in fall.areas[0].windows] == ["3021-3115", "3121-0115", "0121-0215"]
    assert firing.cancels == ("A1200/23",)
    assert firing.areas[0].radius == pytest.approx(10 * MILE)
    assert firing.areas[0].windows[0].end == datetime(2023, 6, 30, 23, 59, tzinfo=UTC)
    assert covered.areas[0].kind is AreaKind.MISSILE
    assert "Q line" in covered.areas[0].problems[0].what
    for notice in (fall, firing):
        area = notice.areas[0]
        assert NOTAMS[slice(*area.provenance.span)] == area.provenance.words


PIECES = st.sampled_from(
    [
        "091103Z OCT 17\n", "HYDROARC 325/17(15).\n", "1. HAZARDOUS OPERATIONS ", "A. ", "B. ", "IN AREA BOUND BY ",
        "IN AREA BETWEEN ", "WITHIN 10 MILES OF ", "77-36N 075-52W, ", "77-36N ", "075-52W ", "10-00S 179-00E, ",
        "10-00S 179-00W, ", "89-00N 000-00E ", "001046E ", "TRACKLINE JOINING ", "RADIUS 5 NM ", "SECTOR ",
        "BETWEEN 010 DEGREES AND 350 DEGREES ", "ARC CENTERED ON ", "COASTAL LINE TO ", "0915Z TO 1010Z DAILY ",
        "13 AND 14 OCT ", "2. CANCEL THIS MSG 141110Z OCT 17.\n", "CANCEL HYDROARC 1/17.\n", "A1234/23 NOTAMN\n",
        "Q) RKRR/QWMLW/IV/BO/W/000/999/3530N12430E050\n", "B) 2305302100 C) 2306021500\n", "E) ", "é", "ſ", "\n", ". ",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map("".join))
def test_any_text_gives_areas_on_the_globe_with_their_characters(text: str) -> None:
    for notice in read(text):
        for area in notice.areas:
            assert area.rings_deg
            for ring in area.rings_deg:
                assert len(ring) >= 3
                assert all(-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0 for lat, lon in ring)
            assert text[slice(*area.provenance.span)] == area.provenance.words
        for problem in notice.problems:
            assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("all.csv", 'notice,source,text\nHYDROPAC 3310/18,x,"{csv}"\nHYDROARC 325/17,x,"{other}"\n'),
        ("all.jsonl", '{{"notice": "HYDROPAC 3310/18", "text": {json}}}\n{{"notice": "b", "text": {json_other}}}\n'),
        (
            "all.json",
            '{{"broadcast-warn": [{{"msgYear": 2018, "msgNumber": 3310, "navArea": "P", "text": {json}}},'
            '{{"msgYear": 2017, "msgNumber": 325, "navArea": "C", "issueDate": "091103Z OCT 2017", '
            '"text": {json_other}}}]}}',
        ),
    ],
)
def test_a_table_of_notices_has_a_message_a_row(path: str, text: str) -> None:
    filled = text.format(csv=PSLV, other=ROCKOT, json=json.dumps(PSLV), json_other=json.dumps(ROCKOT))
    first, second = read(filled, path)
    assert (first.message, second.message) == ("HYDROPAC 3310/18", "HYDROARC 325/17")
    assert (len(first.areas), len(second.areas)) == (4, 1)
    assert first.areas[0].windows[0].start.year == 2018
    assert PSLV[slice(*first.areas[0].provenance.span)] == first.areas[0].provenance.words


def test_a_notam_that_cancels_another_closes_nothing_and_lacks_nothing() -> None:
    notice = read_one("D0999/24 NOTAMC D0998/24\nQ) ZBPE/QRTCN/IV/BO/W/000/999/\nA) ZBPE B) 2405010000\nE) CNL.")
    assert (notice.areas, notice.problems, notice.cancels) == ((), (), ("D0998/24",))


def test_gunfire_is_gunnery() -> None:
    corners = "42-30N 003-30E, 42-30N 004-00E, 42-10N 004-00E, 42-10N 003-30E"
    notice = read_one(f"NAVAREA III 221/24\nGUNFIRE EXERCISES 080600Z TO 081800Z OCT IN AREA BOUND BY {corners}.")
    assert [area.kind for area in notice.areas] == [AreaKind.GUNNERY]
