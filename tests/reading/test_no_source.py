"""Who is no source of what stands beside them: photo credits, inserted remarks, who keeps silent, who takes back."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document


def read(text: str, lang: str = "en", published: str = "2024-03-14") -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


def found(text: str, kind: ClaimKind, lang: str = "en") -> list[Claim]:
    return [claim for claim in read(text, lang).claims if claim.kind is kind]


LOST = "A Falcon 9 carrying a satellite was lost on Wednesday."
PERDU = "Une fusée Electron portant un satellite a échoué mercredi."


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", f"{LOST} (Photo by Reuters)"),
        ("en", f"{LOST} (Image credit: SpaceX/AFP)"),
        ("en", f"{LOST}\n\nThe launch pad at dusk. (Picture: AP)"),
        ("en", f"{LOST}\n\nThe pad. (Courtesy of Yonhap)"),
        ("fr", f"{PERDU} (Crédit : AFP / TASNIM NEWS)"),
        ("fr", f"{PERDU} (Photo : AFP)"),
        ("fr", f"{PERDU}\n\nLe pas de tir. (Capture d'écran : Reuters)"),
        ("de", "Eine Falcon 9 mit einem Satelliten ging am Mittwoch verloren. (Foto: dpa)"),
        ("es", "Un Falcon 9 con un satélite se perdió el miércoles. (Foto: EFE)"),
        ("ko", "북한이 13일 평양에서 미사일을 발사했다. (사진=연합뉴스)"),
    ],
)
def test_a_photo_credit_is_no_wire_of_the_text(lang: str, text: str) -> None:
    assert read(text, lang).wire is None


@pytest.mark.parametrize(
    ("lang", "text", "wire"),
    [
        ("en", f"{LOST} (Reuters)", "reuters"),
        ("en", f"{LOST}\n\nAFP", "afp"),
        ("fr", f"{PERDU} (AFP)", "afp"),
        ("de", "Eine Falcon 9 mit einem Satelliten ging am Mittwoch verloren. (dpa/jW)", "dpa"),
    ],
)
def test_a_credit_without_a_picture_is(lang: str, text: str, wire: str) -> None:
    assert read(text, lang).wire == wire


@pytest.mark.parametrize(
    ("lang", "caption"),
    [
        ("en", "FILE - A Long March 4C with a satellite lifts off from Taiyuan on March 3, in a photo by Xinhua."),
        ("en", "FILE PHOTO: A Long March 4C carrying a satellite takes off from Taiyuan on March 3, 2019."),
        ("en", "A Long March 4C carrying a satellite takes off from Taiyuan on March 3, 2019 (file photo)."),
        ("fr", "Photo d'archive : une fusée Longue Marche 4C avec un satellite décolle de Taiyuan le 3 mars 2019."),
        ("fr", "Une fusée Longue Marche 4C avec un satellite décolle de Taiyuan le 3 mars 2019. (Archives)"),
    ],
)
def test_an_older_picture_tells_no_launch(lang: str, caption: str) -> None:
    assert not read(caption, lang).claims


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "en",
            "An Iranian rocket failed to carry a satellite into orbit on Sunday, state television reported, a setback "
            "for a program which, the US claims, helps its missiles.",
            ("ir_state_tv",),
        ),
        (
            "en",
            "A missile fired from Sunan on Sunday exploded, Yonhap reported, the latest of a series that, Washington "
            "says, threatens the region.",
            ("yonhap",),
        ),
        (
            "en",
            "The missile, which according to Washington can reach Guam, exploded on Sunday over Sunan, Yonhap said.",
            ("yonhap",),
        ),
        (
            "fr",
            "Une fusée iranienne n'a pas réussi dimanche à mettre un satellite en orbite, a rapporté la télévision "
            "d'Etat, un revers pour un programme qui, affirment les Etats-Unis, sert aux missiles.",
            ("ir_state_tv",),
        ),
        (
            "fr",
            "Le missile, qui selon Washington peut atteindre Guam, a explosé dimanche à Sunan, a annoncé Yonhap.",
            ("yonhap",),
        ),
    ],
)
def test_who_is_inserted_in_a_relative_clause_answers_for_that_alone(
    lang: str, text: str, chain: tuple[str, ...]
) -> None:
    assert [(c.chain, c.hedge.value) for c in found(text, ClaimKind.OUTCOME, lang)] == [(chain, "fact")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "TASS said that, according to Roscosmos, the Soyuz launched with a satellite on Sunday had exploded."),
        ("en", "The Soyuz launched with a satellite on Sunday exploded, Roscosmos said, according to TASS."),
        ("fr", "TASS a annoncé que, selon Roscosmos, le Soyouz lancé dimanche avec un satellite avait explosé."),
    ],
)
def test_who_is_inserted_in_what_is_said_does(lang: str, text: str) -> None:
    assert [len(c.chain) for c in found(text, ClaimKind.OUTCOME, lang)] == [2]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "State media have so far said nothing of the failed launch of a Falcon 9 with a satellite on Sunday."),
        ("en", "The Pentagon would not comment on the failed launch of a missile from Sunan on Sunday."),
        ("en", "Pyongyang did not mention the failed launch of a missile from Sunan on Sunday."),
        ("en", "KCNA has not reported the failed launch of a missile from Sunan on Sunday."),
        ("en", "The Pentagon declined to discuss the failed launch of a missile from Sunan on Sunday."),
        ("en", "KCNA remained silent about the failed launch of a missile from Sunan on Sunday."),
        ("fr", "KCNA n'a rien dit du lancement raté d'un satellite dimanche depuis Sohae."),
        ("fr", "Le Pentagone a refusé de commenter l'échec du tir d'un missile dimanche depuis Sunan."),
        ("fr", "KCNA n'a pas mentionné l'échec du tir d'un missile dimanche depuis Sunan."),
    ],
)
def test_who_says_nothing_of_it_is_no_source(lang: str, text: str) -> None:
    assert {c.chain for c in read(text, lang).claims} == {()}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The Pentagon said the missile fired from Sunan on Sunday had not flown far, and exploded."),
        ("en", "The Pentagon said nothing was lost when the missile fired from Sunan on Sunday exploded."),
        ("fr", "Le Pentagone a dit que le missile tiré dimanche de Sunan n'avait pas volé loin et a explosé."),
    ],
)
def test_who_says_that_something_did_not_happen_is(lang: str, text: str) -> None:
    assert found(text, ClaimKind.OUTCOME, lang)[0].chain == ("pentagon",)


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "en",
            "The Japanese Ministry of Defense has withdrawn the information that the missile launched by North Korea "
            "on Thursday fell into the Pacific.",
            ("jp_mod",),
        ),
        ("en", "Seoul took back its report that the missile fired on Thursday fell into the Pacific.", ("kr_gov",)),
        ("en", "Seoul retracted its statement that a missile fired on Thursday fell into the Pacific.", ("kr_gov",)),
        (
            "fr",
            "Tokyo est revenu sur son annonce selon laquelle le missile tiré jeudi par la Corée du Nord était tombé "
            "dans le Pacifique.",
            ("jp_gov",),
        ),
        (
            "fr",
            "Le ministère japonais de la Défense a retiré l'information selon laquelle le missile tiré jeudi par la "
            "Corée du Nord était tombé dans le Pacifique.",
            ("jp_mod",),
        ),
    ],
)
def test_what_is_taken_back_is_told_by_who_does_and_negated(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert [(c.chain, c.hedge.value) for c in found(text, ClaimKind.PLACE, lang)] == [(chain, "negated")]
    assert [c.hedge.value for c in found(text, ClaimKind.LAUNCH, lang)] == ["fact"]


def test_a_launch_is_taken_back_where_nothing_else_is_told() -> None:
    text = "Seoul took back its report that North Korea had fired a ballistic missile on Thursday."
    assert [c.hedge.value for c in found(text, ClaimKind.LAUNCH)] == ["negated"]
    text = "Troops took back the hill, and North Korea fired a ballistic missile on Thursday, Seoul said."
    assert [c.hedge.value for c in found(text, ClaimKind.LAUNCH)] == ["fact"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The missile that North Korea fired on Thursday did not cross Japan, the defence ministry said."),
        ("fr", "Le missile tiré jeudi par la Corée du Nord n'a pas survolé le Japon, a indiqué Séoul."),
    ],
)
def test_a_country_that_nothing_flew_over_is_no_place(lang: str, text: str) -> None:
    assert not found(text, ClaimKind.PLACE, lang)
