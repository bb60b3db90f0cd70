from __future__ import annotations

import json
import math
from dataclasses import replace

import dossier_samples as samples
import jsonschema
import pytest

from downrange.dossier import data, digits
from downrange.dossier.saved import as_text, read_saved
from downrange.errors import InputError

SAMPLES = {
    "a failure": lambda: samples.dossier(),
    "a plan": lambda: samples.dossier(samples.plesetsk()),
    "over the pole": lambda: samples.dossier(samples.over_the_pole()),
    "over the date line": lambda: samples.dossier(samples.over_the_date_line()),
    "two launches": lambda: samples.dossier(samples.chollima(), samples.plesetsk()),
    "nothing found": lambda: samples.dossier(launches=()),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_file_keeps_the_schema_that_the_package_exports(name):
    validator = jsonschema.Draft202012Validator(data.schema())
    validator.check_schema(data.schema())
    validator.validate(data.as_json(SAMPLES[name]()))


def test_the_schema_refuses_a_probability_above_one_and_a_missing_field():
    validator = jsonschema.Draft202012Validator(data.schema())
    made = data.as_json(samples.dossier())
    made["launches"][0]["findings"]["kind"]["p_orbital"] = 1.2
    del made["seed"]
    assert {tuple(error.path) for error in validator.iter_errors(made)} >= {
        (),
        ("launches", 0, "findings", "kind", "p_orbital"),
    }


def test_the_fields_of_the_contract_are_there_under_their_names():
    made = data.as_json(samples.dossier())
    assert {"schema", "downrange", "seed", "inputs", "launches", "problems"} <= made.keys()
    assert made["schema"] == "downrange-dossier/1"
    launch = made["launches"][0]
    assert {
        "id", "catalog", "site", "liftoff", "vehicle", "explanations", "findings", "claims", "conflicts", "cannot_tell",
        "would_settle",
    } <= launch.keys()  # fmt: skip
    assert launch["site"].keys() >= {"name", "lat", "lon"}
    assert launch["liftoff"]["utc"] == "2023-05-30T21:29:00Z"
    first = launch["explanations"][0]
    assert first["id"] == "orbital/stage-2-no-ignition"
    assert first["failure"] == {"stage": 2, "mode": "no-ignition"}
    assert launch["findings"]["range_km"].keys() == {"median", "q05", "q25", "q75", "q95"}
    assert launch["findings"]["impacts"][0].keys() >= {"body", "median", "p50", "p90"}
    claim = launch["claims"][0]
    assert {"id", "event", "kind", "role", "value", "chain", "hedge", "spans", "text"} < claim.keys()
    assert {"used", "misfit_sigma"} <= claim.keys()
    assert launch["would_settle"][0].keys() == {"observation", "expected_bits"}


def test_the_text_is_the_same_every_time_and_holds_no_odd_numbers():
    first, again = (data.as_text(data.as_json(samples.dossier())) for _ in range(2))
    assert first == again
    assert not any(word in first for word in ("NaN", "Infinity", "-0.0,"))


def test_an_explanation_that_cannot_make_the_evidence_has_log_evidence_null():
    launch = samples.chollima()
    ruled_out = replace(launch.explanations[-2], log_evidence=-math.inf, probability=0.0)
    made = data.as_json(samples.dossier(replace(launch, explanations=(ruled_out,))))
    assert made["launches"][0]["explanations"][0]["log_evidence"] is None
    data.as_text(made)


def test_an_interval_that_no_flight_has_is_null():
    launch = samples.chollima()
    nowhere = replace(launch.findings, range_km=samples.interval(math.nan, 1.0))
    assert (
        data.as_json(samples.dossier(replace(launch, findings=nowhere)))["launches"][0]["findings"]["range_km"] is None
    )


@pytest.mark.parametrize(
    ("value", "written"), [(123456.789, 123457.0), (0.000123456789, 0.000123457), (-0.0, 0.0), (-2.5, -2.5)]
)
def test_numbers_keep_six_digits(value, written):
    assert digits.rounded(value) == written
    assert math.copysign(1.0, digits.rounded(0.0 * value)) == 1.0


def test_saved_records_come_back_as_they_were(tmp_path):
    whole = samples.dossier(samples.chollima(), samples.over_the_date_line())
    ruled_out = replace(whole.launches[0].explanations[0], log_evidence=-math.inf)
    whole = replace(whole, launches=(replace(whole.launches[0], explanations=(ruled_out,)), whole.launches[1]))
    (tmp_path / "records.json").write_text(as_text(whole), encoding="utf-8")
    assert read_saved(tmp_path) == whole


def test_a_file_that_is_no_saved_dossier_says_so(tmp_path):
    (tmp_path / "records.json").write_text(json.dumps({"version": "1"}))
    with pytest.raises(InputError, match="not a saved dossier"):
        read_saved(tmp_path)
    with pytest.raises(InputError, match="hint"):
        read_saved(tmp_path / "nothing.json")
