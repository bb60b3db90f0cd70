from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import dossier_samples as samples
import pytest
from lxml import html

from downrange.dossier import write
from downrange.dossier.evidence import Evidence, source_name
from downrange.dossier.page import as_html, rerun_command
from downrange.dossier.words import load
from downrange.errors import InputError
from downrange.records.claim import Hedge
from downrange.records.document import Provenance
from downrange.records.problem import Problem

NUMBERS_IN = (
    ".verdict",
    ".cards dd",
    ".odds",
    ".numbers td",
    ".bits",
    ".timeline .t",
    ".plain:not(.areas)",
    ".bars small",
)
"""Where findings stand on the page: every digit there opens what it stands on."""


def several():
    telemetry_only = replace(samples.chollima(), id="bare", claims=(), areas=(), basis={}, conflicts=())
    return samples.dossier(samples.chollima(), samples.plesetsk(), samples.over_the_pole(), telemetry_only)


@pytest.fixture(scope="module", params=["en", "fr"])
def page(request, square_world):
    return html.fromstring(as_html(several(), lang=request.param, basemap=square_world))


def test_every_number_opens_claims_or_areas_or_files_and_the_flights(page):
    ids = {element.get("id"): element for element in page.iter() if element.get("id")}
    links = page.cssselect("a.n")
    assert len(links) > 150
    for link in links:
        entry = next(a for a in ids[link.get("href")[1:]].iterancestors() if a.get("class") == "stand")
        onward = [a.get("href")[1:] for a in entry.cssselect("dd a")]
        assert all(target in ids for target in onward)
        grounds = [target for target in onward if re.search(r"-[ac]\d+$|^input-\d+$", target)]
        assert grounds, f"{link.text_content()} stands on nothing"
        assert any(target.endswith("-explanations") for target in onward)


@pytest.mark.parametrize("where", NUMBERS_IN)
def test_no_number_among_the_findings_is_without_a_link(page, where):
    seen = 0
    for element in page.cssselect(f"article {where}"):
        for node in element.iter():
            inside_link = any(a.tag == "a" for a in (node, *node.iterancestors()) if a is not element.getparent())
            if node.text and not inside_link and node.tag != "code":
                assert not re.search(r"\d", node.text), (where, node.text)
            after_link = any(a.tag == "a" for a in node.iterancestors())
            if node is not element and node.tail and not after_link:
                assert not re.search(r"\d", node.tail), (where, node.tail)
            seen += 1
    assert seen


def test_every_link_on_the_page_leads_somewhere_and_every_id_is_there_once(page):
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    for link in page.cssselect("a[href]"):
        assert link.get("href")[0] == "#" and link.get("href")[1:] in ids, link.get("href")
    for element in page.cssselect("[aria-labelledby]"):
        assert all(name in ids for name in element.get("aria-labelledby").split())
    for element in page.iter():
        for value in (element.get("fill"), element.get("clip-path")):
            if value and value.startswith("url(#"):
                assert value[5:-1] in ids


def test_the_page_asks_nothing_of_the_network(square_world):
    text = as_html(several(), basemap=square_world)
    without_names = text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\((?!#)", without_names)
    policy = html.fromstring(text).cssselect("meta[http-equiv=Content-Security-Policy]")[0].get("content")
    assert policy.startswith("default-src 'none'")
    assert len(text.encode()) < 3_000_000


def test_headings_step_down_one_at_a_time_on_a_page_of_one_launch_too(square_world):
    page = html.fromstring(as_html(samples.dossier(), basemap=square_world))
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_headings_step_down_one_at_a_time_and_figures_speak(page):
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    figures = page.cssselect("svg.figure")
    assert figures
    for figure in figures:
        assert figure.get("role") == "img"
        assert len(figure.find("desc").text) > 20
    for bare in page.cssselect("svg:not(.figure)"):
        assert bare.get("aria-hidden") == "true"
    assert page.get("lang") in {"en", "fr"}


def test_one_launch_is_the_page_s_first_heading_and_has_no_contents_line(square_world):
    page = html.fromstring(as_html(samples.dossier(), basemap=square_world))
    assert [h.text_content() for h in page.iter("h1")] == ["Chollima-1 from Sohae, 31 May 2023"]
    assert page.cssselect("nav") == []


def test_several_launches_have_a_contents_line_each(page):
    assert [a.get("href") for a in page.cssselect("nav a")] == [f"#{a.get('id')}" for a in page.cssselect("article")]
    assert len(page.cssselect("article")) == 4


def test_the_quoted_words_are_marked_in_their_paragraph(square_world):
    page = html.fromstring(as_html(samples.dossier(), basemap=square_world))
    quotations = [q for q in page.cssselect("blockquote") if "Eocheongdo" in q.text_content()]
    marks = [mark.text_content() for q in quotations for mark in q.cssselect("mark")]
    assert "about 200 km west of Eocheongdo" in marks
    paragraph = quotations[0].text_content()
    assert paragraph.startswith("The rocket left Sohae at about 6:29 a.m.")
    assert "KCNA" not in paragraph


def test_the_french_page_speaks_french_and_says_which_texts_do_not(square_world):
    page = html.fromstring(as_html(samples.dossier(), lang="fr", basemap=square_world))
    words = page.text_content()
    assert "Ce qu’on ne peut pas dire" in words
    assert "Un tir vers l’orbite" in page.cssselect(".verdict")[0].text_content()
    assert "<\u00a00,1\u202f%" in words
    assert all(line.cssselect("[lang=en]") for line in page.cssselect(".doubt li"))


def test_a_language_without_words_is_refused(square_world):
    with pytest.raises(InputError, match="choose one of en, fr"):
        as_html(samples.dossier(), lang="xx", basemap=square_world)


ATTACK = (
    "</mark></script><script>alert(1)</script><svg onload=alert(2)><img src=x onerror='alert(3)'>"
    "\"'><a href=javascript:x>&amp;{{7*7}}"
)


def hostile():
    launch = samples.chollima()
    claim = launch.claims[4]
    place = dict(claim.claim.value) | {"names": [ATTACK], "gaz": ATTACK}
    bad = replace(
        claim.claim,
        value=place,
        text=(ATTACK,),
        spans=((3, 40),),
        chain=(ATTACK, ATTACK),
        hedge=Hedge.CLAIM,
        role="impact",
    )
    odd = replace(claim.claim, id=ATTACK, value={ATTACK: ATTACK}, kind=launch.claims[0].claim.kind, role=ATTACK)
    area = replace(
        launch.areas[0], id=ATTACK, message=ATTACK, provenance=replace(launch.areas[0].provenance, path=ATTACK)
    )
    explanation = launch.explanations[0]
    made = replace(
        launch,
        id=ATTACK, title=ATTACK, verdict=ATTACK, catalog=ATTACK, catalog_note=ATTACK, vehicle=ATTACK,
        site=replace(samples.SOHAE, name=ATTACK),
        explanations=(replace(explanation, note=ATTACK, explanation=replace(explanation.explanation, id=ATTACK)),),
        claims=(replace(claim, claim=bad, note=ATTACK), replace(claim, claim=odd)),
        areas=(area,), cannot_tell=(ATTACK,), physics=(ATTACK,), basis={ATTACK: (ATTACK, bad.id)},
        would_settle=(replace(launch.would_settle[0], observation=ATTACK),),
        conflicts=(replace(launch.conflicts[0], what=ATTACK, claims=(bad.id, ATTACK)),),
    )  # fmt: skip
    report = replace(samples.report(), text=ATTACK * 3, outlet=ATTACK, path=ATTACK, lang='en" onclick="alert(4)')
    problem = replace(samples.dossier().problems[0], path=ATTACK, what=ATTACK, hint=ATTACK)
    return samples.dossier(made, title=ATTACK, reports=(report,), inputs=((ATTACK, "0" * 64),), problems=(problem,))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_hostile_article_stays_text(square_world, lang):
    text = as_html(hostile(), lang=lang, basemap=square_world)
    page = html.fromstring(text)
    assert len(page.cssselect("script")) == 1
    assert page.cssselect("img, iframe, object, embed, form, link, base") == []
    for element in page.iter():
        if isinstance(element.tag, str):
            assert not any(name.startswith("on") for name in element.attrib), element.attrib
            assert not str(element.get("href", "#")).startswith("javascript")
    assert "alert(1)" in page.text_content()
    assert "{{7*7}}" in page.text_content()


def test_the_command_names_the_case_folder_when_the_inputs_are_in_one():
    inputs = (("cases/may 31/reports/a.txt", "0" * 64), ("cases/may 31/notices/b.txt", "0" * 64), ("c.csv", "0" * 64))
    command = rerun_command(samples.dossier(inputs=inputs))
    assert command == "downrange assess 'cases/may 31' c.csv --seed 1"


def test_a_case_without_launches_still_makes_a_page(square_world):
    page = html.fromstring(as_html(samples.dossier(launches=()), basemap=square_world))
    assert "No launch was found" in page.text_content()
    assert page.cssselect("h1") or page.cssselect("h2")


def test_a_launch_for_which_nothing_was_flown_has_no_odds(square_world):
    launch = replace(samples.chollima(), explanations=(), site=None, plots=type(samples.chollima().plots)())
    nothing = replace(launch.findings, **dict.fromkeys(("azimuth_deg", "range_km", "failure")), impacts=())
    page = html.fromstring(as_html(samples.dossier(replace(launch, findings=nothing)), basemap=square_world))
    assert page.cssselect(".card, .bars") == []
    assert page.cssselect(".claims")


def test_where_nothing_was_flown_the_page_does_not_count_flights(square_world):
    launch = replace(samples.chollima(), explanations=())
    made = as_html(samples.dossier(launch, flights=0), basemap=square_world)
    assert "Nothing was flown, since they name no launch site" in made
    assert "simulated flights" not in made


def test_a_measurement_that_is_no_claim_leads_to_its_file_and_the_catalog_to_its_entry(square_world):
    launch = replace(samples.chollima(), claims=(), areas=(), conflicts=(), basis={"kind": ("0f3a9c", "gcat-2023-F06")})
    inputs = (("case.toml", "1" * 64), ("reports/wire.txt", samples.report().digest), ("telemetry/shown.csv", "2" * 64))
    page = html.fromstring(as_html(samples.dossier(launch, inputs=inputs), basemap=square_world))
    entry = next(a for a in page.get_element_by_id(f"launch-{launch.id}-on-kind").iterancestors() if a.tag == "div")
    assert [a.text for a in entry.cssselect("a[href^='#input']")] == ["telemetry/shown.csv"]
    assert "launch catalog 2023-F06 (J. McDowell, GCAT)" in entry.text_content()
    assert "0f3a9c" not in entry.text_content()


def test_an_area_without_corners_and_a_fall_without_outline_break_nothing(square_world, tmp_path, monkeypatch):
    launch = samples.chollima()
    bare = replace(launch.areas[0], id="bare", rings_deg=((), ((10.0, 20.0), (11.0, 21.0))))
    nothing = {"type": "Polygon", "coordinates": []}
    line = {"type": "Polygon", "coordinates": [[[1.0, 2.0], [2.0, 3.0], [1.0, 2.0]]]}
    point = replace(launch.findings.impacts[0], body="stage-3", p50=nothing, p90=line)
    findings = replace(launch.findings, impacts=(*launch.findings.impacts, point))
    monkeypatch.setattr(write, "basemap", lambda lang: square_world)
    launch = replace(launch, areas=(bare, *launch.areas), findings=findings)
    page = html.fromstring(write.write_dossier(samples.dossier(launch), tmp_path / "d").read_text())
    assert "Stage 3 came down" in page.text_content()
    areas = json.loads((tmp_path / "d" / "areas.geojson").read_text())["features"]
    assert areas[0]["geometry"] == {"type": "MultiPolygon", "coordinates": []}


def test_a_case_without_launches_names_its_problems_before_how_it_was_made(square_world):
    problem = Problem(path="page.txt", what="the file holds no text")
    page = html.fromstring(
        as_html(samples.dossier(launches=(), problems=(problem,), title="A page"), basemap=square_world)
    )
    assert [h.text_content() for h in page.cssselect("h1, h2")] == [
        "A page",
        "Problems in the input",
        "How this was made",
    ]
    assert "0 simulated flights" not in page.text_content()
    assert len(page.cssselect("section.nothing li")) == 1
    assert page.cssselect(".method li") == []


def test_an_area_told_in_a_claim_goes_by_its_words_and_names_no_file(square_world):
    launch = samples.chollima()
    told = replace(
        launch.areas[0],
        message="",
        provenance=Provenance(document="", path="", span=(1, 9), words="off\nTaean", rule="zone"),
    )
    page = html.fromstring(as_html(samples.dossier(replace(launch, areas=(told,))), basemap=square_world))
    (row,) = page.cssselect(".areas li")
    assert row.cssselect("b")[0].text == "“off Taean”"
    assert "characters" not in row.text_content()


def test_an_english_sentence_has_words_for_modes_and_explanations():
    evidence = Evidence(dossier=samples.dossier(), launch=samples.chollima(), words=load("en"), slug="l")
    assert evidence.said("How stage 2 failed: no-ignition 66%, breakup 2%.") == (
        "How stage 2 failed: did not ignite 66\u202f%, broke up 2\u202f%."
    )


def test_a_source_that_no_list_names_has_capitals():
    assert source_name("hankook-ilbo", load("en")) == "Hankook Ilbo"
    assert source_name("kcna", load("en")) == "KCNA"
