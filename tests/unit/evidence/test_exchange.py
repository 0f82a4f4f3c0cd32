"""What other tools are given: OSCAL says no more than the edition, OCEL names nobody and loses no event."""

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reporter import warehouse
from reporter.cli import cli
from reporter.config.period import period
from reporter.editions import store
from reporter.evidence import oscal
from reporter.workflows import run
from tests.support import rich
from tests.support.jail import Jail, quiet

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    jail = Jail(tmp_path_factory.mktemp("exchange") / "jail", rich.POLICY)
    rich.deliver(jail, rich.draw(7))
    jail.write_policy()
    run.run(jail.folder, period(rich.PERIOD), quiet)
    return jail.folder


def exported(folder: Path, form: str, *more: str) -> int:
    return CliRunner().invoke(cli, ["export", "--folder", str(folder), "--format", form, *more]).exit_code


def audit_with(state: str, **control: Any) -> dict[str, Any]:
    counts = {"population": 3, "met": 3, "exception": 0, "undetermined": 0, "out_of_scope": 0}
    one = {"id": "vetted_before_release", "testable": True, "reasons": {}, **counts, **control}
    return {
        "agency": "Example",
        "period": {"label": "2026-10", "from": "2026-10-01", "to": "2026-10-31"},
        "edition": 1,
        "claim": {"state": state, "sentence": "A sentence."},
        "controls": [one],
        "legs": [],
    }


STATES = [
    ("demonstrated", {}, "met", "satisfied"),
    ("not_demonstrated", {}, "not-licensed", "not-satisfied"),
    ("exceptions", {}, "not-licensed", "not-satisfied"),
    ("exceptions", {"met": 2, "exception": 1}, "exception", "not-satisfied"),
    ("not_demonstrated", {"met": 2, "undetermined": 1}, "undetermined", "not-satisfied"),
    ("nothing_to_test", {"met": 0, "out_of_scope": 3}, "nothing-to-test", "not-satisfied"),
    ("demonstrated", {"testable": False}, "not-testable", "not-satisfied"),
    ("demonstrated", {"suspended_because": "The court asked for it."}, "suspended", "not-satisfied"),
]


@pytest.mark.parametrize(("claim", "control", "said", "state"), STATES, ids=[f"{one[0]}-{one[2]}" for one in STATES])
def test_an_objective_is_satisfied_only_where_all_is_met_and_the_claim_is_licensed(
    claim: str, control: dict[str, Any], said: str, state: str
) -> None:
    finding = oscal.results(audit_with(claim, **control), "0" * 64)["assessment-results"]["results"][0]["findings"][0]
    assert finding["props"][0]["value"] == said
    assert finding["target"]["status"]["state"] == state
    assert (finding["target"]["status"]["reason"] == "pass") == (state == "satisfied")


def test_the_oscal_files_say_what_the_edition_says_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    assert exported(folder, "oscal", "--data", str(tmp_path / "one")) == 0
    assert exported(folder, "oscal", "--data", str(tmp_path / "two")) == 0
    for name in (oscal.RESULTS, oscal.CATALOG):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    result = json.loads((tmp_path / "one" / oscal.RESULTS).read_text(encoding="utf-8"))["assessment-results"]
    audit = store.filed(folder, rich.PERIOD, 1)
    found = {one["target"]["target-id"].removesuffix("_obj"): one for one in result["results"][0]["findings"]}
    assert found.keys() == {one["id"] for one in audit["controls"]}
    assert "risks" not in result["results"][0]
    catalog = json.loads((tmp_path / "one" / oscal.CATALOG).read_text(encoding="utf-8"))["catalog"]
    assert {part["id"] for one in catalog["controls"] for part in one["parts"]} >= {
        one["target"]["target-id"] for one in found.values()
    }
    observed = {one["uuid"] for one in result["results"][0]["observations"]}
    assert {one["related-observations"][0]["observation-uuid"] for one in found.values()} <= observed
    assert all(UUID.fullmatch(one) for one in observed)
    assert MOMENT.fullmatch(result["metadata"]["last-modified"])


def test_an_oscal_file_that_was_tampered_with_is_refused_naming_the_finding(folder: Path, tmp_path: Path) -> None:
    assert exported(folder, "oscal", "--data", str(tmp_path)) == 0
    path = tmp_path / oscal.RESULTS
    assert exported(folder, "oscal", "--check", str(path)) == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    finding = next(
        one
        for one in told["assessment-results"]["results"][0]["findings"]
        if one["target"]["status"]["state"] == "not-satisfied"
    )
    finding["target"]["status"]["state"] = "satisfied"
    path.write_text(json.dumps(told), encoding="utf-8")
    found = CliRunner().invoke(cli, ["export", "--folder", str(folder), "--format", "oscal", "--check", str(path)])
    assert getattr(found.exception, "exit_code", None) == 5
    assert finding["target"]["target-id"] in str(found.exception)


@pytest.mark.skipif("TRESTLE_PYTHON" not in os.environ, reason="TRESTLE_PYTHON names no Python with compliance-trestle")
def test_compliance_trestle_reads_both_oscal_files(folder: Path, tmp_path: Path) -> None:
    assert exported(folder, "oscal", "--data", str(tmp_path)) == 0
    code = (
        "import json, sys; from trestle.oscal import assessment_results as a, catalog as c; "
        "a.AssessmentResults(**json.load(open(sys.argv[1]))['assessment-results']); "
        "c.Catalog(**json.load(open(sys.argv[2]))['catalog'])"
    )
    files = [str(tmp_path / name) for name in (oscal.RESULTS, oscal.CATALOG)]
    subprocess.run([os.environ["TRESTLE_PYTHON"], "-c", code, *files], check=True)


def test_the_event_log_has_every_bounded_event_and_names_nobody(folder: Path, tmp_path: Path) -> None:
    assert exported(folder, "ocel", "--data", str(tmp_path)) == 0
    text = (tmp_path / "ocel.json").read_text(encoding="utf-8")
    log = json.loads(text)
    events = Counter(one["type"] for one in log["events"])
    with warehouse.open_read_only(folder) as connection:
        bounded = "{0}_text is not null and isfinite({0}_earliest)"
        counted = f"select count(*) filter (where {bounded}) from records.{{1}} where standing"
        assert events["released"] == warehouse.one(
            connection, counted.format("released_at", "bookings") + " and not coalesce(void, false)"
        )
        assert events["notice sent"] == warehouse.one(connection, counted.format("sent_at", "notifications"))
        ids = [
            row[0]
            for log_, column in (("bookings", "booking_id"), ("bookings", "person_id"), ("checks", "officer_id"))
            for row in warehouse.rows(connection, f"select distinct {column} from records.{log_}")
        ]
    assert [one for one in ids if one and f'"{one}"' in text] == []
    objects = {one["id"] for one in log["objects"]}
    assert len(objects) == len(log["objects"])
    linked = {link["objectId"] for one in [*log["events"], *log["objects"]] for link in one["relationships"]}
    assert linked <= objects
    assert {one["type"] for one in log["events"]} == {one["name"] for one in log["eventTypes"]}
    assert all(
        MOMENT.fullmatch(one["time"]) and one["attributes"][0]["value"] <= one["attributes"][1]["value"]
        for one in log["events"]
    )
    assert [one["time"] for one in log["events"]] == sorted(one["time"] for one in log["events"])


def test_a_recount_decides_again_what_stands_and_compares_it(folder: Path) -> None:
    asked = ["run", "--folder", str(folder), "--period", rich.PERIOD, "--recount"]
    found = CliRunner().invoke(cli, asked)
    assert found.exit_code == store.filed(folder, rich.PERIOD, 1)["exit_code"]
    assert "made again is what was filed, byte for byte" in found.stderr
    assert store.latest(folder, rich.PERIOD) == 1


def test_how_many_choices_weaken_the_answer_stands_among_the_remarks() -> None:
    audit = audit_with("demonstrated") | {"choices": [{"setting": "scope.not_released", "weakens": True}] * 2}
    result = oscal.results(audit, "0" * 64)["assessment-results"]["results"][0]
    assert result["remarks"].endswith(" 2 choices of the policy weaken this answer.")
