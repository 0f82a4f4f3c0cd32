"""What the documentation says is what the program does: made pages are fresh, shown commands print what is shown."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reporter.config import policy
from reporter.config.log_schemas import schemas
from reporter.errors import PolicyError
from reporter.workflows.propose_policy import propose
from tools.written import DOCS, PAGES, output_schema, policy_schema

ROOT = Path(__file__).parents[2]
CHECK = jsonschema.Draft7Validator(policy_schema.schema())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_program_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_every_command_that_prints_data_has_its_schema() -> None:
    assert output_schema.commands_with_json() == sorted(output_schema.WORDS)
    known = json.loads((DOCS / "reference" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(known)
    assert sorted(known["$defs"]) == sorted(output_schema.WORDS)
    counts = known["$defs"]["audit"]["properties"]["controls"]["items"]["properties"]
    assert counts["met"] == {"type": ["integer", "null"]}  # null: not run, which is no zero


def test_the_site_is_built_without_a_warning_and_its_pages_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (built.returncode, "WARNING" in built.stderr) == (0, False), built.stderr
    pages = list(tmp_path.rglob("*.html"))
    built_of = {path.relative_to(tmp_path).with_suffix(".md").as_posix() for path in pages} - {"404.md"}
    assert built_of == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    for page in pages:
        loads = re.findall(r"""(?:src|<link[^>]* href)=["'](https?:[^"']*)""", page.read_text(encoding="utf-8"))
        assert loads == []


def as_json(table: Any) -> Any:
    """Give a TOML table as JSON would have it: days as text."""
    if isinstance(table, dict):
        return {key: as_json(value) for key, value in table.items()}
    if isinstance(table, list):
        return [as_json(one) for one in table]
    return table.isoformat() if isinstance(table, date) else table


def faults(text: str) -> list[str]:
    return [error.message for error in CHECK.iter_errors(as_json(tomllib.loads(text)))]


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/policy.toml")), ids=lambda path: path.parent.name)
def test_each_example_policy_is_read_and_passes_the_schema(path: Path) -> None:
    assert policy.load(path).agency
    assert faults(path.read_text(encoding="utf-8")) == []


def test_what_init_writes_passes_the_schema() -> None:
    assert faults(propose([], logs={name: schema.columns for name, schema in schemas().items()})) == []


def objects(schema: dict[str, Any], where: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """List every table of the schema whose keys are all known, with the way to it."""
    found = [(where, schema)] if schema.get("additionalProperties") is False else []
    for name, one in schema.get("properties", {}).items():
        found += objects(one, (*where, name))
    for one in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(one, dict):
            found += objects(one, (*where, "any" if one is schema.get("additionalProperties") else "[]"))
    return found


TABLES = [one for one in objects(policy_schema.schema()) if one[1]["properties"]]


def inside(where: tuple[str, ...], line: str) -> str:
    """Write a policy that has one line in the table at a place."""
    least = '[agency]\ntimezone = "UTC"\n'
    if where == ():
        return f"{line}\n{least}"
    if where == ("agency",):
        return f"{least}{line}\n"
    if where[0] == "regimes":
        return f'{least}[[regimes]]\nname = "Rule"\nfrom = 2026-01-01\nforbids = ["check"]\n{line}\n'
    if "[]" in where:
        return f'{least}[logs.{where[1]}]\nfiles = "x*"\n[[{".".join(where[:-1])}]]\n{line}\n'
    files = f'[logs.{where[1]}]\nfiles = "x*"\n' if where[0] == "logs" and len(where) > 1 else ""
    own = "" if where[0] == "logs" and len(where) == 2 else f"[{'.'.join(where)}]\n"
    return f"{least}{files}{own}{line}\n"


@pytest.mark.parametrize(("where", "table"), TABLES, ids=[".".join(where) or "top" for where, _ in TABLES])
def test_schema_and_program_refuse_the_same_unknown_key_and_take_the_same_known_ones(
    where: tuple[str, ...], table: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(inside(where, "no_such_key = 1"), encoding="utf-8")
    with pytest.raises(PolicyError, match="no key 'no_such_key'"):
        policy.load(path)
    assert faults(path.read_text(encoding="utf-8"))
    names = set(table["properties"])
    for name in names - {"name", "from", "timezone", "files"}:
        sample = table["properties"][name]
        if "default" not in sample:
            continue
        value = sample["default"]
        text = str(value).lower() if isinstance(value, bool) else repr(value)
        path.write_text(inside(where, f"{name} = {text}"), encoding="utf-8")
        assert policy.load(path)
        assert faults(path.read_text(encoding="utf-8")) == []
    path.write_text(inside(where, f"{sorted(names)[0]}x = 1"), encoding="utf-8")
    with pytest.raises(PolicyError) as refusal:  # the nearest of the known ones is named, so it is known
        policy.load(path)
    assert repr(sorted(names)[0]) in str(refusal.value)
