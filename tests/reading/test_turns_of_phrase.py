"""Turns of phrase that tell something else than their words: what was needed, what it could do, what 'since' dates."""

from __future__ import annotations

import pytest
from made_pages import read_page, told, values

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document


def read(text: str, lang: str = "en", published: str = "2023-11-21") -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


def found(text: str, kind: ClaimKind, lang: str = "en") -> list[Claim]:
    return [claim for claim in read(text, lang).claims if claim.kind is kind]


@pytest.mark.parametrize(
    ("lang", "text", "ends", "causes"),
    [
        (
            "en",
            "The Simorgh launched on Sunday was too slow to put the satellite into orbit.",
            [],
            ["insufficient_velocity"],
        ),
        (
            "en",
            "The Simorgh launched on Sunday lacked the speed needed to be put in orbit.",
            [],
            ["insufficient_velocity"],
        ),
        (
            "en",
            "The Simorgh launched on Sunday never had enough speed for it to be placed in orbit.",
            [],
            ["insufficient_velocity"],
        ),
        (
            "en",
            "The motors of the Simorgh launched on Sunday worked properly and the satellite came off successfully, but "
            "it did not have the speed required.",
            [],
            ["insufficient_velocity"],
        ),
        (
            "en",
            "The first stage engines of the Simorgh launched on Sunday worked properly and the satellite came off.",
            [],
            [],
        ),
        (
            "fr",
            "La fusée Simorgh lancée dimanche n'avait pas la vitesse nécessaire pour être mise en orbite.",
            ["failure"],
            ["insufficient_velocity"],
        ),
        ("en", "The Simorgh launched on Sunday was put in orbit.", ["success"], []),
        ("en", "The Simorgh launched on Sunday needed two hours and was put in orbit.", ["success"], []),
        ("en", "A motor of the Simorgh launched on Sunday failed.", ["failure"], ["engine"]),
    ],
)
def test_what_an_end_would_have_taken_is_no_end(lang: str, text: str, ends: list[str], causes: list[str]) -> None:
    assert [c.value for c in found(text, ClaimKind.OUTCOME, lang)] == ends
    assert [c.value for c in found(text, ClaimKind.CAUSE, lang)] == causes


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        (
            "fr",
            "Une Vega a été lancée mercredi de Kourou. Le satellite FalconEye1 observera la Terre. Pesant 1 197 kg au "
            "décollage, il devait être mis en orbite à 611 km.",
            "payload_mass",
        ),
        (
            "fr",
            "Pesant 1 197 kg au décollage, le satellite lancé mercredi par une Vega de Kourou observera la Terre.",
            "payload_mass",
        ),
        (
            "fr",
            "La fusée Vega a été lancée mercredi de Kourou. Pesant 137 tonnes au décollage, elle mesure 30 mètres.",
            "vehicle_mass",
        ),
        (
            "en",
            "A Vega left Kourou on Wednesday with a satellite. Weighing 137 tonnes at liftoff, the rocket is new.",
            "vehicle_mass",
        ),
    ],
)
def test_a_mass_that_opens_a_sentence_is_its_subjects(lang: str, text: str, role: str) -> None:
    assert [c.role for c in found(text, ClaimKind.QUANTITY, lang) if "mass" in str(c.role)] == [role]


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        (
            "fr",
            "Le vaisseau cargo russe Progress M-12M a été lancé mercredi. Un incident s'est produit au bout de 325 "
            "secondes de vol.",
            "t_plus",
        ),
        (
            "fr",
            "Le vaisseau cargo russe Progress M-12M a été lancé mercredi. Un problème a surgi après 325 secondes de "
            "vol.",
            "t_plus",
        ),
        ("en", "A missile was launched from Sunan on Wednesday. It fell after 30 minutes of flight.", "flight_time"),
    ],
)
def test_when_a_problem_arose_is_a_moment(lang: str, text: str, role: str) -> None:
    assert [c.role for c in found(text, ClaimKind.QUANTITY, lang)] == [role]


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "en",
            "The Wall Street Journal wrote of a Chinese rocket with a satellite on Thursday. Officials in Beijing were "
            "silent. It crashed in Shanxi, the Journal added.",
            ("wsj",),
        ),
        (
            "fr",
            "La chaîne NHK a annoncé lundi le tir d'un missile nord-coréen. Selon Séoul, il a parcouru 500 km. Le "
            "diffuseur a ajouté qu'il était tombé dans le Pacifique.",
            ("nhk",),
        ),
        (
            "fr",
            "D'après des agences de presse russes, le dirigeant russe a suivi mercredi le tir d'un missile balistique "
            "depuis Plessetsk.",
            ("ru_media",),
        ),
        (
            "en",
            "According to Russian news agencies, the president watched a ballistic missile fired from Plesetsk on "
            "Wednesday.",
            ("ru_media",),
        ),
        (
            "fr",
            "Un missile a été tiré lundi depuis Balasore, ont rapporté les médias indiens, qui citent des sources "
            "militaires.",
            ("in_military", "in_media"),
        ),
        (
            "en",
            "The Japan Coast Guard said on Monday that North Korea had given notice of a satellite launch toward the "
            "Yellow Sea.",
            ("nk_gov", "jp_coastguard"),
        ),
        (
            "fr",
            "Lundi, la garde côtière japonaise a déclaré que le Nord avait donné un préavis de lancement d'un "
            "satellite en direction de la mer Jaune.",
            ("nk_gov", "jp_coastguard"),
        ),
        (
            "fr",
            "Le président russe a dit que le missile tiré mercredi depuis Plessetsk avait touché sa cible.",
            ("ru_gov",),
        ),
    ],
)
def test_who_passes_on_what_is_in_the_chain(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert found(text, ClaimKind.PLACE, lang)[-1].chain == chain


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "North Korea launched a rocket with a satellite on Tuesday, Seoul said. Pyongyang had earlier told Japan "
            "that it would launch a satellite between Wednesday and December 1.",
        ),
        (
            "fr",
            "La Corée du Nord a lancé mardi une fusée portant un satellite, selon Séoul. Pyongyang avait auparavant "
            "informé le Japon qu'elle avait l'intention de lancer un satellite entre mercredi et le 1er décembre.",
        ),
    ],
)
def test_a_notice_given_before_a_launch_is_of_that_launch(lang: str, text: str) -> None:
    report = read(text, lang)
    assert [event.status for event in report.events] == ["occurred"]
    plans = [(c.value, c.chain) for c in report.claims if c.kind is ClaimKind.PLAN]
    assert plans == [("2023-11-22/2023-12-01", ("nk_gov",))]


def test_a_launch_announced_after_one_is_another() -> None:
    text = (
        "North Korea launched a rocket with a satellite on Tuesday, Seoul said. It plans to launch another satellite "
        "between Wednesday and December 1."
    )
    assert [event.status for event in read(text).events] == ["occurred", "planned"]


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        (
            "en",
            "Pakistan test-fired a missile on Saturday. It was the first test since a new government came to power a "
            "month ago.",
            1,
        ),
        (
            "fr",
            "Une fusée Vega a échoué jeudi à Kourou. Après quatorze lancements réussis depuis les débuts de Vega au "
            "Centre spatial guyanais en 2012, c'est un premier échec.",
            1,
        ),
        (
            "en",
            "A Falcon 9 with a satellite exploded on Thursday, the first loss since one exploded on June 28, 2015.",
            2,
        ),
        ("en", "A Falcon 9 with a satellite exploded on Thursday. It was the first failure since June 28, 2015.", 2),
        ("fr", "Un missile Boulava a été tiré depuis la mer Blanche le 10 novembre.", 1),
        (
            "fr",
            "Une fusée Vega a échoué jeudi à Kourou. C'est le premier échec depuis qu'un nouveau patron est arrivé en "
            "mars 2019.",
            1,
        ),
    ],
)
def test_since_something_else_dates_no_launch(lang: str, text: str, count: int) -> None:
    assert len(read(text, lang).events) == count


@pytest.mark.parametrize(
    ("lang", "text", "roles"),
    [
        (
            "fr",
            "La Russie a tiré mercredi un missile Sarmat. Il est capable de viser des cibles en passant par le pôle "
            "Nord, assure Moscou.",
            [],
        ),
        ("en", "The Sarmat missile launched on Wednesday can strike targets over the North Pole, Putin said.", []),
        ("en", "The Sarmat missile launched on Wednesday hit its target on Kamchatka, Putin said.", ["impact"]),
    ],
)
def test_what_it_could_hit_is_no_place(lang: str, text: str, roles: list[str]) -> None:
    assert [c.role for c in found(text, ClaimKind.PLACE, lang)] == roles


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A rocket engine built for a reusable spacecraft was test fired on Monday in Mississippi."),
        ("en", "Monday's test of the AR-22 engine for a spacecraft at Stennis went to plan, Aerojet says."),
        ("en", "North Korea test-fired a new rocket engine for long-range missiles at Sohae on Sunday, KCNA said."),
        ("en", "North Korea tested a solid-fuel engine for a new missile on Sunday, KCNA said."),
        ("fr", "La Corée du Nord a testé dimanche à Sohae un nouveau moteur de fusée pour missiles, selon KCNA."),
        ("fr", "Le moteur de la fusée a été mis à feu jeudi à Vernon. Le test du moteur-fusée est un succès."),
        ("fr", "Le moteur de la fusée Ariane 6 a été testé jeudi sur un banc à Lampoldshausen."),
    ],
)
def test_an_engine_on_a_stand_is_no_launch(lang: str, text: str) -> None:
    assert not read(text, lang).events


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "North Korea test-fired a missile with a new engine from Sohae on Sunday, KCNA said."),
        ("en", "The engines of the Electron were fired on Sunday and it lifted off from Mahia with a satellite."),
        ("en", "A Falcon 9 fired its engines and launched a satellite from Vandenberg on Sunday."),
        ("fr", "La Corée du Nord a testé dimanche un missile à moteur solide depuis Sunan, selon KCNA."),
    ],
)
def test_what_an_engine_drives_is(lang: str, text: str) -> None:
    assert len(read(text, lang).events) == 1


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        (
            "en",
            "North Korea fired a short-range missile on Sunday. It has been firing missiles at a rare pace this year, "
            "an intercontinental ballistic missile among them, Tokyo said.",
            ["srbm"],
        ),
        (
            "fr",
            "L'Inde a tiré mardi un missile Agni-II. Il fait partie d'une famille de missiles balistiques que "
            "développe l'Inde.",
            ["missile"],
        ),
    ],
)
def test_a_family_or_a_habit_is_no_launch(lang: str, text: str, values: list[str]) -> None:
    assert [c.value for c in found(text, ClaimKind.LAUNCH, lang)] == values


@pytest.mark.parametrize(
    "text",
    [
        "What China tested on Monday was a rocket and not, as the Financial Times reported, a missile, Beijing said.",
        "China tested a rocket on Monday and not on Sunday as the Financial Times reported, Beijing said.",
    ],
)
def test_who_is_contradicted_is_no_source(text: str) -> None:
    assert found(text, ClaimKind.LAUNCH)[0].chain == ("cn_gov",)


@pytest.mark.parametrize(
    ("outlet", "wire"),
    [
        ("The Japan News / The Yomiuri Shimbun", None),
        ("Star Tribune / AP", "ap"),
        ("RTL info / Belga", "belga"),
        ("Le Monde / Le Figaro", None),
    ],
)
def test_only_an_agency_behind_a_slash_is_a_wire(outlet: str, wire: str | None) -> None:
    header = {"lang": "en", "published": "2022-10-02", "outlet": outlet}
    text = "North Korea fired a missile on Sunday, the Joint Chiefs said."
    document = Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1)
    assert read_report(document).wire == wire


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "La Force des fusées de l'armée a tiré le missile à 08h44."),
        ("en", "The Strategic Rocket Forces fired the missile at 8:44 a.m."),
    ],
)
def test_of_the_name_of_a_force_flies_nothing(lang: str, text: str) -> None:
    front = {
        "fr": "La Chine a essayé mercredi un missile balistique intercontinental, selon son ministère de la Défense. ",
        "en": "Russia test-fired an intercontinental ballistic missile on Wednesday, its defense ministry said. ",
    }
    report = read_page(lang, "2024-09-25", front[lang] + text)
    assert [event.cls for event in report.events] == ["MIS"]
    assert set(values(report, "launch")) <= {"icbm", "missile"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The missile flew for 30 minutes and did not reach the Japanese exclusive economic zone.", []),
        ("It did not reach the mainland.", []),
        ("The rocket did not reach orbit.", ["failure"]),
        ("The rocket did not reach its planned orbit.", ["failure"]),
        ("The missile did not reach its target.", ["failure"]),
    ],
)
def test_what_does_not_reach_a_zone_has_not_failed(text: str, outcome: list[str]) -> None:
    front = "North Korea fired a missile on Sunday, the Joint Chiefs of Staff said.\n\n"
    if "rocket" in text:
        front = "A Vega rocket lifted off from Kourou on Sunday with two satellites.\n\n"
    assert values(read_page("en", "2022-10-02", front + text), "outcome") == outcome


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "North Korea launched a rocket on Wednesday. Japanese officials said that Pyongyang informed them of it, "
            "and that the rocket fell into the Yellow Sea.",
        ),
        (
            "fr",
            "La Corée du Nord a lancé une fusée mercredi. Le gouvernement japonais a déclaré que Pyongyang l'avait "
            "averti du tir, et que la fusée était tombée en mer Jaune.",
        ),
    ],
)
def test_who_was_given_notice_speaks_for_themselves_beside_it(lang: str, text: str) -> None:
    chains = [chain for role, _, chain in told(read_page(lang, "2023-05-31", text), "place") if role == "impact"]
    assert chains == [("jp_gov",)]
