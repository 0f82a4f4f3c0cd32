"""What each command prints with `--json`, as a JSON Schema: made of what they print of the self-test's jail."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from reporter.audit import self_test
from reporter.cli import cli
from reporter.cli.output import Session

_CODE = re.compile(r"[a-z]\w*")
# Tables whose keys are codes, columns or settings: any may stand there, and none must.
_BY_KEY = (
    "reasons",
    "detail",
    "contradictions",
    "elsewhere",
    "told",
    "missing_share",
    "causes",
    "values",
    "with_default",
)
WORDS = {  # how each command is called in the jail's folder; {stay}, {period} and {pack} stand for its own
    "audit": "audit --period {period} --json",
    "check": "check --period {period} --json",
    "doctor": "doctor --json",
    "explain": "explain {stay} --json",
    "history": "history --json",
    "ingest": "ingest --json",
    "quarantine": "quarantine --json",
    "run": "run --period {period} --json",
    "verify": "verify {pack} --json",
}


def commands_with_json() -> list[str]:
    """Name the commands that have `--json`, as the program has them."""
    return sorted(
        name for name, one in cli.commands.items() if any(parameter.name == "as_json" for parameter in one.params)
    )


def printed(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield what each command prints as data, in a folder of the self-test's jail with one row that cannot be read."""
    jail = self_test.planted()
    (folder / "inbox").mkdir(parents=True)
    for log, rows in jail.logs.items():
        with (folder / "inbox" / f"{log}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    head, first = jail.logs["checks"][:2]
    unread = ["soon" if name == "completed_at" else cell for name, cell in zip(head, first, strict=True)]
    with (folder / "inbox" / "checks_2.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, unread])
    mapped = "".join(f'\n[logs.{log}]\nfiles = "{log}*.csv"\n' for log in jail.logs)
    suspended = '\n[controls]\nsuspended = { interpreter_asked = "No longer recorded." }\n'
    (folder / "policy.toml").write_text(jail.policy + mapped + suspended, encoding="utf-8")
    given = {
        "period": jail.period,
        "stay": jail.logs["bookings"][1][jail.logs["bookings"][0].index("booking_id")],
        "pack": str(folder / "reports" / jail.period / "r1" / "pack"),
    }
    with patch.object(self_test, "run", return_value={"planted": 0, "found": 0}):
        for name in ("ingest", "run", *sorted(WORDS.keys() - {"ingest", "run"})):
            words = WORDS[name].format(**given).split()
            own = [] if name == "verify" else ["--folder", str(folder)]
            told = CliRunner().invoke(cli, [*words, *own], obj=Session())
            yield name, json.loads(told.stdout)


def schema() -> dict[str, Any]:
    """Return the schema: a definition a command."""
    with TemporaryDirectory() as made:
        found = dict(printed(Path(made).resolve() / "jail"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the reporter's commands print with --json",
        "description": "A key that is required here stays; others may be added.",
        "$defs": {name: _of([found[name]]) for name in sorted(found)},
    }


def page() -> str:
    """Return the schema as text."""
    return json.dumps(schema(), indent=1) + "\n"


def _of(samples: Sequence[Any], key: str = "") -> dict[str, Any]:
    """Return the schema of what was seen in one place."""
    kinds = sorted({_kind(one) for one in samples})
    found: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}
    tables = [one for one in samples if isinstance(one, dict)]
    lists = [one for one in samples if isinstance(one, list)]
    if tables and (key in _BY_KEY or not all(_CODE.fullmatch(name) for one in tables for name in one)):
        found["additionalProperties"] = _of([value for one in tables for value in one.values()], key)
    elif tables:
        names = list(dict.fromkeys(name for one in tables for name in one))
        found["properties"] = {name: _of([one[name] for one in tables if name in one], name) for name in names}
        if always := [name for name in names if all(name in one for one in tables)]:
            found["required"] = always
    if lists:
        found["items"] = _of([value for one in lists for value in one])
    return found


def _kind(value: Any) -> str:
    kinds = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return kinds.get(type(value), "object")
