"""Guards on every control and query, those not yet written too: found by listing the folders."""

import re
from pathlib import Path

import pytest
import sqlglot

from reporter import text as wording
from reporter.audit import controls
from reporter.warehouse import query_files

ROOT = Path(__file__).parents[2]
CONTROLS = controls.catalogue()
QUERIES = [
    file
    for kind in ("intervals", "populations", "controls", "expectations", "measures")
    for file in query_files.folder(kind)
]
CLOCK = re.compile(r"\b(now|current_date|current_timestamp|today|random|uuid|getdate)\b|\blimit\s+\d", re.IGNORECASE)


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_a_control_names_a_criterion_and_a_population_that_exist_and_has_its_test(file: query_files.SqlFile) -> None:
    known, _ = controls.criteria()
    assert set(file.header["criteria"]) <= known.keys()
    assert file.header["population"] in {one.id for one in query_files.folder("populations")}
    assert file.header.keys() >= {"title", "question", "needs", "met", "exception", "effect", "cannot_see", "order"}
    text = (ROOT / "tests" / "controls" / f"test_{file.id}.py").read_text(encoding="utf-8")
    for outcome in ("met", "exception"):
        assert f'"{outcome}"' in text


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_every_reason_of_a_control_has_a_sentence(file: query_files.SqlFile) -> None:
    reasons = set(re.findall(r"(?:then|else) '([a-z_]+)'", file.sql)) - {
        "met",
        "exception",
        "undetermined",
        "out_of_scope",
    }
    assert sorted(reasons - wording.words()["reasons"].keys()) == []


CAUSES = (
    "link_unclear",
    "before_booking",
    "record_unreadable",
    "not_covered",
    "clock_error",
    "repeated_hour",
    "time_missing",
    "precision",
)
DOUBTS = {
    *CAUSES,
    "authorization_time_missing",
    "holds_not_covered",
    "officer_missing",
    "exam_not_recorded",
    "same_day",
    "between_periods",
    "authority_unclear",
    "contested",
}
DECIDED = {
    "no_check",
    "no_final_result",
    "after_release",
    "before_release",
    "not_released",
    "commitment_out_of_scope",
    "in_scope",
    "no_notice",
    "notice_before_release",
    "notified_in_time",
    "notified_late",
    "released_in_time",
    "late_release",
    "ice_hold_only",
    "covered_by_hold",
    "no_booking",
    "before_commitment",
    "authorized",
    "no_authorization",
    "outside_authorization",
    "trained",
    "no_basic_course",
    "exam_failed",
    "refresher_overdue",
    "reported_in_time",
    "reported_late",
    "not_reported",
    "question_recorded",
    "question_missing",
    "forwarded_in_time",
    "forwarded_late",
    "not_forwarded",
    "notice_or_hold_on_record",
    "no_notice_or_hold",
    "recorded_before",
    "recorded_after_release",
    "paper_change",
    "hold_apart",
    "no_hold_near",
}


def doubts_of(file: query_files.SqlFile) -> set[str]:
    """The reasons of doubt that a control can give: those it spells out, and those that its macro can come to."""
    found = set(re.findall(r"(?:then|else) '([a-z_]+)'", file.sql)) & DOUBTS
    for call in sqlglot.parse_one(file.sql, read="duckdb").find_all(sqlglot.exp.Anonymous):
        if call.name != "why_undetermined":
            continue
        link, early, record, cover, clock, by_reading, missing_time, repeats, misses = map(str, call.expressions)
        impossible = {
            "link_unclear": link == "FALSE",
            "before_booking": early == "FALSE",
            "record_unreadable": record == "FALSE",
            "not_covered": cover == "FALSE",
            "clock_error": clock == "'undetermined'",
            "repeated_hour": by_reading == repeats == "FALSE",
            "time_missing": missing_time == "'undetermined'" and misses == "FALSE",
        }
        found |= {one for one in CAUSES if not impossible.get(one)}
    return found


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_every_reason_of_doubt_names_the_smallest_fact_that_would_settle_it(file: query_files.SqlFile) -> None:
    outcomes = {"met", "exception", "undetermined", "out_of_scope", "permitted"}
    spelled = set(re.findall(r"(?:then|else) '([a-z_]+)'", file.sql)) - outcomes
    assert spelled <= DOUBTS | DECIDED, "a new reason: say whether it is one of doubt"
    facts = file.header.get("settled_by", {})
    assert facts.keys() == doubts_of(file)
    assert [fact for fact in facts.values() if not fact.endswith(".") or len(fact.split()) > 24] == []


def test_no_reason_of_doubt_is_also_one_of_a_decision() -> None:
    assert not DOUBTS & DECIDED
    assert wording.words()["reasons"].keys() >= DOUBTS | DECIDED


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.id)
def test_no_query_asks_the_clock_or_chance_or_cuts_its_answer(file: query_files.SqlFile) -> None:
    assert CLOCK.findall(file.sql) == []


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_sqlglot_carries_each_control_to_spark(file: query_files.SqlFile) -> None:
    assert sqlglot.transpile(file.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def test_the_lock_names_no_registry_and_every_dependency_with_its_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert len(re.findall(r"^[a-z0-9_.-]+==", text, re.MULTILINE)) <= text.count("--hash=sha256:")


def test_every_command_in_the_readme_exists() -> None:
    from reporter.cli import cli

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^reporter ([a-z]+)", text, re.MULTILINE))
    assert named <= cli.commands.keys()
    assert named
