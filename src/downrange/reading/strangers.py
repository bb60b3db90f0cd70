"""Names that no registry knows, and whom they speak for: the institution of their office, else themselves.

'Lee, a spokesman for the Joint Chiefs' speaks for these; 'the president, Dan Hart' for whom the text named before.
A capitalized stretch of a sentence is a name when it is nothing else: no vehicle, place, country, date or known source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from downrange.reading.acquaintance import ANAPHORS, TITLES, Acquaintance, Speaker, Subject
from downrange.reading.clocks import time_zones
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.surroundings import Surroundings

EMPHASIS = 2
"""'KCNA, elle, parle ...': a pronoun this near behind a name repeats it [characters]."""
TITLE_REACH = 8
"""A bare title stands this near behind a name: ', a spokesman,' [characters]."""
LED_REACH = 110
"""'..., who leads the project at NASA,': an institution is named at most this far behind the name [characters]."""
MOST_OFFICE = 7
"""'..., a member of the flight dynamics team at NASA,': words before the institution."""
EMPLOYERS = frozenset(("agency", "company", "military", "government"))
"""Types of sources that those who work for them speak for."""
PERSON_WORDS = 2
"""Words of a person's name where it runs on from that of a firm ('le directeur d'Acme Space Jean Dupont')."""
FIRM_REACH = 40
"""The name of a firm begins at most this far behind the office that is of it [characters]."""
MOST_ADJECTIVES = 5
"""', the firm's newly named chief executive of ...': words between a name and its office."""
LEAST_NAME = 3
"""A name has at least so many letters."""
CAPITAL = r"[^\W\d_a-zà-öø-ÿа-яё][\w’'.-]*"
_LINK = r"(?:of|for|the|and|de|du|des|la|le|les|et|del|der|für|und|y|&|van|von|d'|al|bin|ibn)"
_NAME = re.compile(rf"(?:(?<![\w'’-])|(?<=\b[dl]['’])){CAPITAL}(?: (?:{_LINK} ){{0,3}}{CAPITAL}){{0,7}}")
_FIRM_BEFORE = re.compile(rf"(?<![\w'’-])(?P<firm>{CAPITAL}(?: (?:{_LINK} ){{0,3}}{CAPITAL}){{0,7}}?)(?:['’]s)? $")
"""What stands right before an office: 'Acme chief', "Acme Space's chief"."""
_PLATFORMS = frozenset(
    (
        "twitter",
        "telegram",
        "facebook",
        "instagram",
        "youtube",
        "linkedin",
        "weibo",
        "truth_social",
        "x",
        "tiktok",
        "wechat",
        "weixin",
        "whatsapp",
        "bluesky",
        "mastodon",
        "reddit",
        "vk",
        "vkontakte",
        "threads",
        "medium",
        "flickr",
        "discord",
        "signal",
    )
)
"""Where people write; nobody who speaks."""


class Strangers:
    """The unknown names of one sentence."""

    def __init__(
        self, page: Page, sentence: Sentence, around: Surroundings, speakers: Sequence[Speaker], known: Acquaintance
    ) -> None:
        self._page = page
        self._sentence = sentence
        self._speakers = speakers
        self._known = known
        self._around = around

    def find(
        self, start: int, end: int, *, first: bool = False, limit: int | None = None, apposed: bool = False
    ) -> Speaker | None:
        """A name that no registry knows: the last one before the verb, or the first one behind it."""
        sentence, page = self._sentence, self._page
        found: list[Speaker] = []
        for match in _NAME.finditer(page.text, start, end):
            if limit is not None and match.start() >= limit:
                break
            low, high = self._trimmed(match.start(), match.end())
            opens = match.start() == sentence.start and " " not in page.text[low:high]
            if high - low < LEAST_NAME or (opens and not apposed):
                continue
            name = page.folded[low:high]
            nobody = _as_id(name) in _PLATFORMS or name in self._around.plain or name in time_zones(page.lexicon)
            if nobody or self._is_known(low, high) or self._is_quoted(low, high):
                continue
            found.append(Speaker(low, high, _as_id(page.folded[low:high]), "unknown"))
        if not found:
            return None
        best = self._with_person(found[0]) if first else found[-1]
        if not first:
            rest = [w for w in self._around.words(best.end, end) if w[2] not in self._around.skips]
            if len(found) > 1 and self._around.is_governed(best.start, found[-2].end):
                best, rest = found[-2], []
            if rest or (self._around.is_governed(best.start, start) and self._employer(best) is None):
                return None
        self._known.surnames.setdefault(best.id.split("_")[-1], (best.id, best.type)) if "_" in best.id else None
        return best

    def speaks(self, name: Speaker, end: int) -> Subject:
        """Whom an unknown name speaks for: the institution of its office; whoever spoke last when that is not named."""
        boss = self._office(name.end, end)
        if boss is not None:
            self._known.surnames[name.id.split("_")[-1]] = (boss.id, boss.type)
            return Subject(boss)
        employer = self._employer(name)
        if employer is not None:
            self._known.surnames[name.id.split("_")[-1]] = (employer.id, employer.type)
            return Subject(employer)
        titles = [m for m in self._sentence.all("speaker") if m.value in TITLES]
        surname = name.id.split("_")[-1]
        if any(m.value == "leads" and 0 <= m.start - name.end <= TITLE_REACH for m in self._sentence.all("speaker")):
            led = self._office(name.end, min(self._sentence.end, name.end + LED_REACH))
            return Subject(led) if led is not None else Subject(stands_for="pronoun", name=surname)
        if any(m.value == "owner" and 0 <= name.start - m.end <= 2 for m in self._sentence.all("speaker")):
            return Subject(stands_for="owner")
        beside = any(0 <= name.start - m.end <= 3 or 0 <= m.start - name.end <= TITLE_REACH for m in titles)
        return Subject(stands_for="pronoun", name=surname) if beside else Subject(name)

    def _employer(self, name: Speaker) -> Speaker | None:
        """The unknown firm that an office is of: 'Acme chief X', 'X, head of Acme', 'the head of Acme, X'."""
        for title in self._sentence.all("speaker"):
            firm = self._firm_of(name, title) if title.value in TITLES else None
            if firm is not None and self._is_firm(*firm):
                words = self._page.folded[firm[0] : firm[1]].rstrip(" ,.'").split(" ")
                forms = self._page.lexicon.meta.get("firm_forms", ())
                while len(words) > 1 and words[-1].rstrip(".") in forms:
                    words.pop()
                return Speaker(name.start, name.end, "_".join(words).rstrip(",."), "company")
        return None

    def _firm_of(self, name: Speaker, title: Mark) -> tuple[int, int] | None:
        """Where the name of a firm stands beside an office and a name."""
        text = self._page.text
        if name.start < title.start and title.end < name.end:  # 'Acme CEO X'
            return name.start, title.start
        if 0 <= title.start - name.end <= 1:  # 'said Acme chief X'
            return (name.start, name.end) if _NAME.match(text, title.end + 1) else None
        of = any(self._page.folded.endswith(f" {binder}", 0, title.end) for binder in self._around.binders)
        if 0 <= name.start - title.end <= TITLE_REACH and (of or self._is_bound(title.end, name.start)):
            words = text[name.start : name.end].split(" ")
            person = len(" ".join(words[-PERSON_WORDS:])) if len(words) > PERSON_WORDS else 0
            return name.start, name.end - person
        if 0 <= name.start - title.end <= 1:
            match = _FIRM_BEFORE.search(text, self._sentence.start, title.start)
            return match.span("firm") if match is not None else None
        return self._of_office(name, title)

    def _of_office(self, name: Speaker, title: Mark) -> tuple[int, int] | None:
        """What stands behind 'of' beside an office: ', chief executive of Acme Space', 'the head of Acme, ...'."""
        text = self._page.text
        match = _NAME.search(text, title.end, min(self._sentence.end, title.end + FIRM_REACH))
        if match is None or not self._is_bound(title.end, match.start()):
            return None
        if name.end <= title.start:
            apposed = text[name.end : title.start]
            return match.span() if apposed[:2] == ", " and len(apposed.split()) <= MOST_ADJECTIVES else None
        return match.span() if text[match.end() : name.start] in (", ", " ") else None

    def _with_person(self, name: Speaker) -> Speaker:
        """'Acme chief X' as one name; the name alone where no office and no person follow."""
        for title in self._sentence.all("speaker"):
            if title.value in TITLES and title.start == name.end + 1:
                person = _NAME.match(self._page.text, title.end + 1)
                if person is not None:
                    start, end = person.span()
                    return Speaker(name.start, end, _as_id(self._page.folded[start:end]), name.type)
        return name

    def _is_bound(self, start: int, end: int) -> bool:
        """Whether nothing but 'of', 'for', 'at' stands between."""
        words = [w[2] for w in self._around.words(start, end)]
        folded = self._page.folded[start:end]
        if set(folded) & set(',;:"().'):
            return False
        elided = folded.strip() in ("d'", "de l'", "l'")
        return elided or (bool(words) and all(w in self._around.binders for w in words))

    def _is_firm(self, low: int, high: int) -> bool:
        """Whether a capitalized stretch can be the name of a firm: no country, place, vehicle or department."""
        folded = self._page.folded[low:high].strip(" ,")
        departments = self._page.lexicon.meta.get("departments", ())
        if len(folded) < LEAST_NAME or folded in self._around.plain or not set(departments).isdisjoint(folded.split()):
            return False
        kinds = (
            "country",
            "inner_country",
            "institution",
            "place",
            "source",
            "vehicle",
            "payload",
            "speaker",
            "launch",
        )
        marks = (m for kind in kinds for m in self._sentence.all(kind))
        dates = any(d.start < high and low < d.end for d in self._sentence.dates)
        return not dates and not any(m.start < low + len(folded) and low < m.end for m in marks)

    def _office(self, start: int, end: int) -> Speaker | None:
        """The institution that an apposition names with an office: ', a spokesman for the Joint Chiefs of Staff,'."""
        edge = self._page.folded[start : start + 2]
        if edge[:1] not in (",", "(") and edge not in (" -", " ("):
            return None
        stop = next((b for b, _ in self._around.edges if b > start + 2), self._sentence.end)
        end = min(max(end, start), stop + 1) if stop > start else end
        near = [s for s in self._speakers if start <= s.start < end and not s.weak]
        if edge == " (" and near and near[0].start - start <= EMPHASIS:
            return near[0]
        offices = [m for m in self._sentence.all("speaker") if m.value in (*TITLES, "leads") and start <= m.start < end]
        if not near:
            return None
        return near[0] if offices or near[0].titled or self._employs(near[0], start, stop) else None

    def _employs(self, boss: Speaker, start: int, stop: int) -> bool:
        """', an engineer at NASA,', ', a NASA engineer,', ', of NASA,': who works for it, and did not only once.

        An analyst, a professor or a critic speaks for himself.
        """
        if boss.type not in EMPLOYERS:
            return False
        words = [w[2] for w in self._around.words(start, boss.start)]
        outside = frozenset(self._page.lexicon.meta.get("outsiders", ()))
        behind = [w[2] for w in self._around.words(boss.end, stop)]
        if len(words) > MOST_OFFICE or not outside.isdisjoint(w.rstrip("*") for w in (*words, *behind)):
            return False
        while words and words[-1] in self._around.articles:
            words.pop()
        if not words:
            return bool(behind)
        if self._page.lexicon.meta.get("inflected"):
            return True  # 'инженер Роскосмоса'
        last = words[-1].partition("'")[0]
        return last in self._around.binders or last in self._around.governs or last in self._around.locatives

    def _is_quoted(self, low: int, high: int) -> bool:
        """'The satellite "Soraya"': what stands in quotation marks is a thing, but for 'the firm "New Space"'."""
        folded = self._page.folded
        held = folded[low - 1 : low] == '"' and folded[high : high + 1] == '"'
        return held and not any(m.value in ANAPHORS and m.end == low - 2 for m in self._sentence.all("speaker"))

    def _trimmed(self, low: int, high: int) -> tuple[int, int]:
        """Without the article, title or profession before a name, and without a full stop behind it."""
        words = self._page.folded[low:high].split(" ")
        marks = self._sentence.all("speaker")
        suffixes = tuple(self._page.lexicon.meta.get("place_suffixes", ()))
        if len(words) > 1 and words[0].endswith(suffixes):  # 'Denver-based Urban Sky'
            low += len(words[0]) + 1
            words = words[1:]
        while len(words) > 1 and (
            words[0] in ("the", "le", "la", "les", "el", "los", "der", "die", "das", "in", "on", "at", "but", "and")
            or words[0].endswith(".")
            or any(m.start == low and m.value in (*TITLES, "experts", "profession") for m in marks)
        ):
            mark = next((m for m in marks if m.start == low and m.value in (*TITLES, "experts", "profession")), None)
            step = len(words[0]) + 1 if mark is None else mark.end - low + 1
            low += step
            words = self._page.folded[low:high].split(" ")
        return low, high - (self._page.text[high - 1 : high] in ".'’")

    def _is_known(self, low: int, high: int) -> bool:
        """Whether a capitalized stretch is (or is mostly) something else than a name."""
        sentence, page = self._sentence, self._page
        if page.lexicon.meta.get("noun_capitals") and (
            " " not in page.text[low:high]
            or any(m.start < high and low < m.end for m in sentence.all("vehicle", "payload", "launch"))
        ):
            return True
        words = page.text[low:high].count(" ") + 1
        for kind in ("vehicle", "payload", "place", "object", "launch", "source", "speech"):
            for mark in sentence.all(kind):
                if mark.start < high and low < mark.end and (mark.end - mark.start) * 2 > high - low:
                    return True
        if any(d.start < high and low < d.end for d in (*sentence.dates, *sentence.quantities)):
            return True
        covered = (
            *sentence.all("country"),
            *sentence.all("source"),
            *sentence.all("place"),
            *sentence.all("institution"),
        )
        capitals = [
            m.start() + low for m in re.finditer(r"(?<![\w'’-])[^\W\d_]", page.text[low:high]) if m.group().isupper()
        ]
        if all(any(m.start <= place < m.end for m in covered) for place in capitals):
            return True
        held = [m for m in (*sentence.all("country"), *sentence.all("speaker")) if m.start < high and low < m.end]
        return any(page.text[m.start : m.end].count(" ") + 2 > words for m in held)


def _as_id(name: str) -> str:
    return name.strip().replace(" ", "_")
