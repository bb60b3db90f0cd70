"""The sentences of a launch with their codes and values beside them, for pages in other languages."""

from __future__ import annotations

from dataclasses import replace

from downrange.records.dossier import LaunchDossier
from downrange.records.sentence import Sentence
from downrange.wording import Said


def with_sentences(launch: LaunchDossier) -> LaunchDossier:
    """The launch with a record of every sentence in it that remembers what it says."""
    texts = [
        launch.title,
        launch.verdict,
        launch.catalog_note,
        *launch.physics,
        *launch.cannot_tell,
        *(item.observation for item in launch.would_settle),
        *(item.note for item in launch.explanations),
        *(item.note for item in launch.claims),
        *(item.what for item in launch.conflicts),
    ]
    said = {str(text): sentence_of(text) for text in texts if isinstance(text, Said)}
    known = {sentence.text: sentence for sentence in launch.sentences}
    return replace(launch, sentences=tuple((known | said).values()))


def sentence_of(said: Said) -> Sentence:
    """The record of a said thing and of those in it."""
    return Sentence(
        text=str(said),
        code=said.code,
        values={name: _plain(value) for name, value in said.values.items() if not isinstance(value, Said)},
        parts={name: sentence_of(value) for name, value in said.values.items() if isinstance(value, Said)},
    )


def _plain(value: str | float) -> str | int | float:
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, int) else float(value)
