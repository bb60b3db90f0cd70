"""Whose words they are: where a source stops answering, what it only calls a thing, and what a hedge belongs to."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind
from downrange.records.document import Document


def claims(text: str, lang: str = "en", published: str = "2024-03-14") -> list[Claim]:
    header = {"lang": lang, "published": published}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return list(report.claims)


def said(text: str, kind: ClaimKind, lang: str = "en") -> list[tuple[tuple[str, ...], str]]:
    return [(c.chain, c.hedge.value) for c in claims(text, lang) if c.kind is kind]


def test_what_follows_an_attribution_with_a_lag_is_the_outlets_own() -> None:
    text = "A fuel line had burst, SpaceX wrote on Wednesday, hours after a Falcon 9 left Vandenberg and exploded."
    assert ((), "fact") in said(text, ClaimKind.OUTCOME)
    assert said(text, ClaimKind.LAUNCH) == [((), "fact")]


def test_a_closing_attribution_does_not_reach_over_a_semicolon() -> None:
    text = (
        "A Falcon 9 lifted off from Vandenberg on Wednesday and lost its satellites; a leak in the second stage is "
        "to blame, SpaceX said."
    )
    assert said(text, ClaimKind.LAUNCH) == [((), "fact")]
    assert all(chain == ("spacex",) for chain, _ in said(text, ClaimKind.CAUSE))


def test_an_aside_with_its_own_speaker_leaves_the_rest_to_the_outlet() -> None:
    text = (
        "A Falcon 9 carrying a satellite was lost on Wednesday after it left Vandenberg, with SpaceX conceding that "
        "the vehicle had come down in the Pacific."
    )
    assert said(text, ClaimKind.OUTCOME)[0] == ((), "fact")
    assert (("spacex",), "fact") in said(text, ClaimKind.PLACE)


def test_what_somebody_calls_a_thing_is_their_claim_told_by_others() -> None:
    text = 'What Iran calls a "satellite launch vehicle" took off from Semnan on Wednesday, the Pentagon said.'
    assert said(text, ClaimKind.LAUNCH) == [(("ir_gov", "pentagon"), "claim")]


def test_the_company_is_who_builds_the_vehicle_when_the_text_names_it() -> None:
    text = (
        "A valve stuck, the company says, and cut power to the second stage of the Electron launched from Mahia on "
        "Wednesday. Rocket Lab plans to fly again in May."
    )
    assert said(text, ClaimKind.CAUSE)[0][0] == ("rocket_lab",)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Seoul said a suspected ballistic missile fired from Sunan on Wednesday exploded over the East Sea."),
        ("fr", "Selon Séoul, le missile présumé balistique tiré mercredi de Sunan a explosé en mer de l'Est."),
    ],
)
def test_a_doubt_about_what_it_was_is_none_about_its_end(lang: str, text: str) -> None:
    assert [hedge for _, hedge in said(text, ClaimKind.OUTCOME, lang)] == ["fact"]


def test_a_hedge_before_a_verb_weakens_that_verb_only() -> None:
    text = "The missile that North Korea fired from Sunan on Wednesday presumably failed, Seoul said."
    assert [hedge for _, hedge in said(text, ClaimKind.LAUNCH)] == ["fact"]
    assert [hedge for _, hedge in said(text, ClaimKind.OUTCOME)] == ["probable"]


def test_one_sources_boast_is_not_the_others_doubt() -> None:
    text = (
        "North Korea claimed that the missile fired from Sunan on Wednesday hit its target; South Korea's military "
        "counted one that exploded in flight."
    )
    assert (("jcs",), "fact") in said(text, ClaimKind.OUTCOME)


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "fr",
            "Le missile tiré mercredi de Sunan a explosé en vol, a déclaré à l'agence Yonhap un responsable militaire "
            "sud-coréen.",
            ("jcs", "yonhap"),
        ),
        (
            "fr",
            "Le tir d'un missile depuis Sunan, mercredi, a été déclaré infructueux par l'agence Yonhap.",
            ("yonhap",),
        ),
        ("ko", "북한은 13일 평양에서 미사일을 시험발사해 성공했다고 중앙통신이 14일 보도했다.", ("kcna",)),
    ],
)
def test_who_tells_whom_and_by_whom_it_is_told(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert [found for found, _ in said(text, ClaimKind.OUTCOME, lang)] == [chain]


def test_nobody_is_no_source() -> None:
    text = "Nobody in Taipei would confirm that the missile fired from Jiupeng on Wednesday had exploded."
    assert all(chain == () for chain, _ in said(text, ClaimKind.LAUNCH))


def test_a_sentence_of_another_topic_leaves_the_launch_to_the_outlet() -> None:
    text = "The upper stage shut down early, Astra wrote on Wednesday of the flight with a satellite from Florida."
    assert all(chain == () for chain, _ in said(text, ClaimKind.LAUNCH))
