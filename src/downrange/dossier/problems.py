"""Problems of the input in the language of the page: by the templates of `lang/problems.*.toml`.

Ten readers make some 140 messages, and what they quote may be a message itself. So they are told as gettext does it:
the English message is the key. A test walks the readers' sources and asks a line for each of their messages.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from downrange.dossier.words import Words, load

FIELD = re.compile(r"\{(\w*)\}")


def retold_problem(text: str, words: Words) -> str | None:
    """What a problem says or hints at, in the language of the words; None where that has no template for it."""
    return text if words.lang == "en" else _retold(text, words.lang)


def problem_on_page(text: str, words: Words) -> Markup:
    """The same for a page: marked as English where it stays English."""
    own = retold_problem(text, words)
    return escape(own) if own is not None else Markup('<span lang="en">{}</span>').format(text)


def pattern_of(template: str) -> re.Pattern[str]:
    """What a message made by a template looks like; every field is some text."""
    parts = FIELD.split(template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )


def _retold(text: str, lang: str) -> str | None:
    for pattern, template in _patterns(lang):
        match = pattern.fullmatch(text)
        if match is not None:
            return template.format(**{name: _retold(value, lang) or value for name, value in match.groupdict().items()})
    return None


@cache
def _patterns(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns with their templates; those that say most come first, so that a field takes as little as it can."""
    told = sorted(load(lang).problems.items(), key=lambda item: -len(FIELD.sub("", item[0])))
    return tuple((pattern_of(english), own) for english, own in told)
