"""Guards on every control and query, those not yet written too: found by listing the folders."""

import re
from pathlib import Path

import pytest
import sqlglot

from reporter import controls, sqlfiles, wording
from tests.controls_page import page

ROOT = Path(__file__).parents[2]
CONTROLS = controls.catalogue()
QUERIES = [file for kind in ("intervals", "populations", "controls", "expectations") for file in sqlfiles.folder(kind)]
CLOCK = re.compile(r"\b(now|current_date|current_timestamp|today|random|uuid|getdate)\b|\blimit\s+\d", re.IGNORECASE)


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_a_control_names_a_criterion_and_a_population_that_exist_and_has_its_test(file: sqlfiles.SqlFile) -> None:
    known, _ = controls.criteria()
    assert set(file.header["criteria"]) <= known.keys()
    assert file.header["population"] in {one.id for one in sqlfiles.folder("populations")}
    assert file.header.keys() >= {"title", "question", "needs", "exception", "effect", "cannot_see", "place"}
    text = (ROOT / "tests" / "controls" / f"test_{file.id}.py").read_text(encoding="utf-8")
    for outcome in ("met", "exception"):
        assert f'"{outcome}"' in text


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_every_reason_of_a_control_has_a_sentence(file: sqlfiles.SqlFile) -> None:
    reasons = set(re.findall(r"(?:then|else) '([a-z_]+)'", file.sql)) - {
        "met",
        "exception",
        "undetermined",
        "out_of_scope",
    }
    assert sorted(reasons - wording.words()["reasons"].keys()) == []


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.id)
def test_no_query_asks_the_clock_or_chance_or_cuts_its_answer(file: sqlfiles.SqlFile) -> None:
    assert CLOCK.findall(file.sql) == []


@pytest.mark.parametrize("file", CONTROLS, ids=lambda file: file.id)
def test_sqlglot_carries_each_control_to_spark(file: sqlfiles.SqlFile) -> None:
    assert sqlglot.transpile(file.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def test_the_page_of_controls_is_not_stale() -> None:
    assert (ROOT / "docs" / "controls.md").read_text(encoding="utf-8") == page(), "run `make docs`"


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
