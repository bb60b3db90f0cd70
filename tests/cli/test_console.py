"""What the verbs share: problems as lines, progress where it belongs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downrange.cli.console import (
    as_json_text,
    as_line,
    counted,
    open_progress,
    print_json,
    say,
    say_problems,
    writing,
)
from downrange.errors import InputError
from downrange.records.problem import Problem


def test_a_problem_names_its_file_and_line_and_what_to_do() -> None:
    problem = Problem(path="notices/a.txt", line=7, what="latitude 95 is beyond the pole", hint="check the text")
    assert as_line(problem) == "notices/a.txt:7: latitude 95 is beyond the pole\n  hint: check the text"


def test_a_problem_of_the_whole_file_names_no_line() -> None:
    assert as_line(Problem(path="a.txt", what="is empty")) == "a.txt: is empty"


def test_talk_goes_to_stderr_and_quiet_silences_it(capsys: pytest.CaptureFixture[str]) -> None:
    say("working")
    say("working still", quiet=True)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "working\n")


def test_problems_are_named_on_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    say_problems([Problem(path="a.txt", what="is empty"), Problem(path="b.txt", line=2, what="is odd")])
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "a.txt: is empty\nb.txt:2: is odd\n")


def test_progress_off_a_terminal_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, 1.0, 4.9, 5.1])
    monkeypatch.setattr("downrange.cli.console.time.monotonic", lambda: next(moments))
    with open_progress("seed") as progress:
        for step, share in (("reading", 0.0), ("flying", 0.2), ("flying", 0.6), ("judging", 0.9)):
            progress(step, share)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "seed:   0%  reading\nseed:  90%  judging\n")


def test_quiet_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with open_progress("seed", quiet=True) as progress:
        progress("reading", 0.0)
    assert capsys.readouterr() == ("", "")


def test_json_keeps_every_script_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"outlet": "조선중앙통신"})
    out = capsys.readouterr().out
    assert "조선중앙통신" in out
    assert json.loads(out) == {"outlet": "조선중앙통신"}


def test_things_are_counted_in_words_that_fit() -> None:
    assert [counted(number, "area") for number in (0, 1, 2)] == ["0 areas", "1 area", "2 areas"]


def test_what_keeps_a_file_from_being_written_is_a_message_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write .*gone/a\.txt: No such file"), writing(tmp_path / "gone/a.txt"):
        (tmp_path / "gone" / "a.txt").write_text("")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.none(), inner),
        max_leaves=12,
    )
)
def test_json_on_stdout_is_written_as_the_standard_library_writes_it(value: object) -> None:
    assert as_json_text(value) == json.dumps(value, ensure_ascii=False, indent=2)
