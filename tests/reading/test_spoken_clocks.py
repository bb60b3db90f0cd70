"""Clock times told in words, in seven languages, and lengths of time that are none."""

from __future__ import annotations

import pytest

from downrange.reading.clocks import find_clocks
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon

CLOCKS = [
    ("en", "The missile left at half past five in the morning.", ["05:30"]),
    (
        "en",
        "It went up at a quarter to nine in the evening, three minutes after midnight GMT.",
        ["20:45", "00:03"],
    ),
    ("en", "Lift-off was at 7 o'clock; at eleven at night it was over.", ["07:00", "23:00"]),
    ("en", "It rose a little after noon (12:07).", ["12:07"]),
    ("en", "The flight of two hours took from five to seven minutes longer.", []),
    ("fr", "Tirée à neuf heures et quart du soir, elle est retombée à minuit moins dix.", ["21:15", "23:50"]),
    ("fr", "Le décollage, à 17 h pile, a précédé celui de 8 heures.", ["17:00"]),
    ("fr", "Le vol a duré une heure et six minutes, à deux heures de route de la base.", []),
    ("de", "Sie startete um halb neun abends, zehn Minuten vor Mitternacht kam die Meldung.", ["20:30", "23:50"]),
    ("de", "Um acht Uhr morgens hob sie ab, eine Viertelstunde nach dem Start war sie verloren.", ["08:00"]),
    ("es", "Despegó a las cinco y media de la tarde y cayó a las 6, según el ejército.", ["17:30", "06:00"]),
    ("es", "Las dos etapas se separaron a las ocho menos cuarto.", ["07:45"]),
    ("ru", "Пуск состоялся в половине девятого, в 7 вечера объявили об успехе.", ["08:30", "19:00"]),
    ("ru", "Ракета летела два часа.", []),
    ("ko", "오후 7시 반께 쏘아 올렸고 자정에 확인했다.", ["19:30", "00:00"]),
    ("ja", "午後7時半に打ち上げ、正午に発表した。", ["19:30", "12:00"]),
]


@pytest.mark.parametrize(("lang", "text", "clocks"), CLOCKS)
def test_clock_times_in_words_are_read(lang: str, text: str, clocks: list[str]) -> None:
    assert [clock.local for clock in find_clocks(fold(text), load_lexicon(lang))] == clocks
