"""Who goes on speaking, and what is no saying: a source carried into the next sentences or not, nouns, names, credits.

A line of `carried/<language>.txt` names figures of a passage with the chain of each (`-` for the outlet itself), a bar,
and the passage, in which `\\n` parts paragraphs. They were written with their chains before the reader saw them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import ClaimKind
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "carried"
FLOOR = 0.98
"""Share of the figures that have the chain asked for: what was reached, rounded down."""
OPENINGS = {
    "en": "North Korea fired a ballistic missile on Thursday. ",
    "fr": "La Corée du Nord a tiré jeudi un missile balistique. ",
}


def heard(lang: str, text: str) -> dict[str, set[str]]:
    """Figure -> chains it is told under."""
    header = {"lang": lang, "published": "2023-04-14", "outlet": "The Courier"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))
    found: dict[str, set[str]] = {}
    for claim in report.claims:
        if claim.kind is ClaimKind.QUANTITY and isinstance(claim.value, dict):
            found.setdefault(f"{claim.value['value']:g}", set()).add(",".join(claim.chain) or "-")
    return found


def test_passages_give_each_figure_to_who_says_it() -> None:
    asked = right = 0
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            wanted, _, text = line.partition("|")
            found = heard(path.stem, text.replace("\\n", "\n"))
            for pair in wanted.split():
                figure, _, chain = pair.partition("=")
                asked += 1
                right += found.get(figure) == {chain}
    assert right / asked >= FLOOR, f"{right} of {asked}"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It came down west of Japan, the South's military said. A similar one flew 620 km."),
        ("en", "It came down west of Japan, according to the South's military. The missile flew 620 km."),
        ("en", '"It came down west of Japan," the South\'s military said. The missile flew 620 km.'),
        (
            "en",
            "The South's military said it fell into the sea. It was the sixth test this year of one made for 620 km.",
        ),
        ("en", "The South's military congratulated the crew. The missile flew 620 km."),
        ("fr", "Il est tombé en mer, selon l'armée sud-coréenne. Le missile a parcouru 620 km."),
        (
            "fr",
            "L'armée sud-coréenne a dit qu'il était tombé en mer. Il s'agit du sixième tir cette année, sur 620 km.",
        ),
    ],
)
def test_the_outlet_takes_over_from_a_source_that_closed_its_sentence(lang: str, text: str) -> None:
    assert heard(lang, OPENINGS[lang] + text) in ({"620": {"-"}}, {})


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It came down west of Japan, the South's military said. The missile flew 620 km."),
        ("en", "It came down west of Japan, according to the South's military. It flew 620 km."),
        ("en", "The South's military said it came down west of Japan. The missile flew 620 km."),
        ("en", '"It came down west of Japan," the South\'s military said. "The missile flew 620 km."'),
        ("en", "It came down, the South's military said. Its flight of 620 km ended in the East Sea."),
        ("fr", "Il est tombé en mer, a dit l'armée sud-coréenne. Le missile a parcouru 620 km."),
        ("fr", "Il est tombé en mer, selon l'armée sud-coréenne. Il a parcouru 620 km."),
        ("fr", "Il est tombé en mer, selon l'armée sud-coréenne. Ce missile a parcouru 620 km."),
    ],
)
def test_a_source_is_heard_on_where_the_next_sentence_leans_on_the_last(lang: str, text: str) -> None:
    assert heard(lang, OPENINGS[lang] + text) == {"620": {"jcs"}}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Firms like Acme Space get no state money. The missile flew 620 km."),
        ("en", "Its frame, hardened against thermal stress by Acme Space, held, and it flew 620 km."),
        ("en", "Workers at the state-owned yard of Acme Space watched. The missile flew 620 km."),
        ("en", "Acme Space, which makes its engine, was silent on early estimates. It flew 620 km."),
        ("en", "It was built by us and Acme Space's crew, and flew 620 km."),
        ("fr", "Le tir, annoncé de longue date à Acme Space, a été suivi. Le missile a parcouru 620 km."),
        ("fr", "L'engin signalé jeudi près d'Acme Space a parcouru 620 km."),
    ],
)
def test_a_noun_or_a_participle_is_no_verb_of_saying(lang: str, text: str) -> None:
    assert heard(lang, OPENINGS[lang] + text) == {"620": {"-"}}


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        ("en", "Officials in Seoul estimate that it flew 620 km.", "kr_gov"),
        ("en", "Analysts note that it flew 620 km.", "experts"),
        ("en", "KCNA reports that it flew 620 km.", "kcna"),
        ("fr", "L'armée sud-coréenne annonce que le missile a parcouru 620 km.", "jcs"),
        ("fr", "L'armée sud-coréenne a tout de même indiqué que le missile avait parcouru 620 km.", "jcs"),
    ],
)
def test_the_same_words_are_verbs_where_somebody_says_something(lang: str, text: str, chain: str) -> None:
    assert heard(lang, OPENINGS[lang] + text) == {"620": {chain}}


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ('NORAD said "that U.S. systems detected the missile. It flew 620 km. It was no threat."', "norad"),
        ("ABC News reported that U.S. assets detected a flight of 620 km.", "abc_us"),
        ("Japan's NHK quoted Japanese defence officials who said it flew 620 km.", "jp_mod,nhk"),
        ("Notices from the Federal Aviation Administration indicate that it flew 620 km.", "faa"),
        ("Satellites flown via Acme Space saw it fly 620 km.", "-"),
        ("KCNA said it was a success. Its engine is by Kim's cousin, Elon Musk, and it flew 620 km, it said.", "kcna"),
        ("Mission control was quiet. Live video showed that it flew 620 km.", "-"),
    ],
)
def test_instruments_see_and_institutions_say(text: str, chain: str) -> None:
    assert heard("en", OPENINGS["en"] + text) == {"620": {chain}}


def test_a_person_named_with_an_office_speaks_for_it_from_then_on() -> None:
    text = (
        "Rocket Lab launched an Electron rocket on Thursday. The satellite flew well, said Ann Weber, a spokeswoman "
        "for Rocket Lab. Weber added that it was in a 620-km orbit."
    )
    assert heard("en", text) == {"620": {"rocket_lab"}}


@pytest.mark.parametrize(
    ("lang", "credit", "wire"),
    [
        ("fr", "ats/afp/jgal\n\nPlusieurs revers subis\n\nLe secteur attend.", "ats"),
        ("fr", "/ATS", "ats"),
        ("fr", "© 2023 AFP", "afp"),
        ("en", "Copyright AP - Associated Press", "ap"),
        ("en", "Reuters\n\nThe crowd on the beach.\n\nMore news\n\nContact us for more of it.", "-"),
        ("en", "Follow Reuters on Twitter", "-"),
    ],
)
def test_a_line_that_is_a_credit_and_nothing_else_names_the_wire(lang: str, credit: str, wire: str) -> None:
    told = {"en": "It flew 620 km.", "fr": "Il a parcouru 620 km."}[lang]
    assert heard(lang, f"{OPENINGS[lang]}{told}\n\n{credit}") == {"620": {wire}}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It was Pyongyang's third failure, according to KCNA (and the first of one made to fly 620 km)."),
        ("en", "North Korea acknowledged the failure, which came after a flight of 620 km."),
        ("fr", "C'était le troisième échec, selon l'agence KCNA (et le premier sur 620 km)."),
        ("fr", "La Corée du Nord a reconnu l'échec, qui est survenu après un vol de 620 km."),
    ],
)
def test_a_bracket_or_a_relative_clause_behind_what_is_conceded_is_the_outlets_own(lang: str, text: str) -> None:
    assert heard(lang, OPENINGS[lang] + text) in ({"620": {"-"}}, {})


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("North Korea acknowledged that the missile, which failed, had flown 620 km.", "nk_gov"),
        ("It flew 620 km, according to KCNA (North Korean time).", "kcna"),
        ("Denver-based Urban Sky said that it had flown 620 km.", "urban_sky"),
    ],
)
def test_what_somebody_says_in_a_clause_stays_theirs(text: str, chain: str) -> None:
    assert heard("en", OPENINGS["en"] + text) == {"620": {chain}}


def test_a_bare_minister_is_that_of_the_country_that_launches_in_its_own_language() -> None:
    text = (
        "La fusée Ariane 5 a placé jeudi en orbite les satellites américain Spaceway-2 et indonésien Telkom-2. "
        "Le ministre délégué à la Recherche, François Goulard, a indiqué que leur orbite était à 620 km d'altitude."
    )
    assert heard("fr", text) == {"620": {"fr_gov"}}


def test_who_speaks_at_a_briefing_stands_behind_it() -> None:
    text = "« Il a parcouru 620 km », a déclaré lors d'un point de presse le porte-parole de l'armée sud-coréenne."
    assert heard("fr", OPENINGS["fr"] + text) == {"620": {"jcs"}}


def test_two_who_give_figures_of_their_own_pass_on_nothing() -> None:
    text = (
        "North Korea fired a ballistic missile on Thursday. While South Korea's Joint Chiefs of Staff said it flew "
        "620 km, the Japanese defense ministry gave a figure of 640 km."
    )
    assert heard("en", text) == {"620": {"jcs"}, "640": {"jp_mod"}}
