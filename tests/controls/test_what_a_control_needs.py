"""A new control needs its part in several files: a message names the one that lacks it, and one page lists all."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reporter.audit import controls, self_test
from reporter.text import words
from reporter.warehouse import query_files

ROOT = Path(__file__).parents[2]
OUTCOMES = {"met", "exception", "undetermined", "out_of_scope"}
HEADER = {"title", "question", "criteria", "population", "needs", "met", "exception", "effect", "cannot_see", "order"}


def read(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def lacks(file: Any) -> list[str]:
    """Say what a control lacks, each beginning with the file to add it to."""
    own, header = f"queries/controls/{file.id}.sql", file.header
    found = [f"{own}: the header lacks {key}" for key in sorted(HEADER - header.keys())]
    known, _ = controls.criteria()
    found += [f"queries/criteria.toml: no entry {one}" for one in header.get("criteria", ()) if one not in known]
    population = header.get("population", "")
    if population not in {one.id for one in query_files.folder("populations")}:
        found.append(f"queries/populations/{population}.sql: it is missing")
    reasons = set(re.findall(r"(?:then|else) '([a-z_]+)'", file.sql)) - OUTCOMES - {"permitted"}
    unsaid = sorted(reasons - words()["reasons"].keys())
    found += [f"report_templates/words.toml: [reasons] has no sentence for {one}" for one in unsaid]
    test = read(f"tests/controls/test_{file.id}.py")
    found += [
        f"tests/controls/test_{file.id}.py: no story is {outcome}"
        for outcome in ("met", "exception")
        if f'"{outcome}"' not in test
    ]
    unlisted = [one for one in sorted(reasons) if f'"{one}"' not in read("tests/controls/test_every_control.py")]
    found += [f"tests/controls/test_every_control.py: {one} is neither in DOUBTS nor in DECIDED" for one in unlisted]
    if not re.search(rf"\b{file.id}\b", read("reporter/evidence/verify.py")):
        found.append(f"reporter/evidence/verify.py: nothing decides {file.id} a second time")
    if file.id not in {control for items in self_test.planted().faults.values() for control, _ in items}:
        found.append(f"queries/selftest/planted.toml: no planted fault is an exception of {file.id}")
    if f"(`{file.id}`)" not in read("docs/reference/controls.md"):
        found.append("docs/reference/controls.md: it has no page of this control; run `make docs`")
    return found


@pytest.mark.parametrize("file", controls.catalogue(), ids=lambda file: file.id)
def test_a_control_has_its_part_in_every_file(file: query_files.SqlFile) -> None:
    assert lacks(file) == []


def test_a_new_control_is_sent_to_each_file_that_the_developers_page_lists() -> None:
    new = SimpleNamespace(
        id="meals_served",
        header={"criteria": ["sheriff-policy/meals"], "population": "meals"},
        sql="select meal_id as item, case when eaten then 'met' else 'not_eaten' end as outcome from meals",
    )

    named = {
        one.partition(":")[0].replace("meals_served", "<id>").replace("meals.", "<population>.") for one in lacks(new)
    }
    listed = re.findall(r"^\| `([^`]+)`", read("docs/developer/add-a-control.md"), re.MULTILINE)
    assert named == set(listed)
