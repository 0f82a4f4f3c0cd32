"""Each layout key has an example on the clerk's page, and each example there is read as the page says."""

import csv
import io
import re
import tomllib
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from reporter import warehouse
from reporter.config.log_policy import LOG_KEYS
from reporter.config.log_schemas import schemas
from tests.support.jail import Jail

ZONE = ZoneInfo("America/New_York")
PAGE = Path(__file__).parents[2] / "docs" / "clerk" / "map-a-jail-system.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = dict(
    part.split("\n", 1)
    for part in TEXT.partition("## An example of each key")[2].partition("\n## ")[0].split("\n### ")[1:]
)
_FILE = re.compile(r"\*\*`([^`]+)`(?:, sheet `([^`]+)`)?\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_POLICY = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def deliver(folder: Path, example: str) -> None:
    """Write the files of an example: texts as they stand there, the sheets of workbooks from comma-separated text."""
    books: dict[Path, xlsxwriter.Workbook] = {}
    for name, sheet, text in _FILE.findall(example):
        path = folder / "inbox" / name.partition("/inbox/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        if not sheet:
            path.write_text(text, encoding="utf-8")
            continue
        book = books.setdefault(path, xlsxwriter.Workbook(path))
        made = book.add_worksheet(sheet)
        for place, row in enumerate(csv.reader(io.StringIO(text))):
            made.write_row(place, 0, row)
    for book in books.values():
        book.close()


def table_of(example: str) -> list[list[str]]:
    """Return the rows of the example's table, its header first."""
    lines = [line for line in example.splitlines() if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [found[0], *found[2:]]


def shown(value: object) -> str:
    """Write a value as the page does: a moment in the agency's zone, to the minute."""
    if value is None:
        return ""
    return (
        f"{value.replace(tzinfo=UTC).astimezone(ZONE):%Y-%m-%d %H:%M}" if hasattr(value, "astimezone") else str(value)
    )


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_is_read_as_its_page_says(title: str, tmp_path: Path) -> None:
    example = EXAMPLES[title]
    policies = _POLICY.findall(example)
    assert len(policies) == 1, f"docs/clerk/{PAGE.name}: {title} needs one policy"
    jail = Jail(tmp_path / "jail", policies[0])
    deliver(jail.folder, example)
    (log,) = tomllib.loads(policies[0])["logs"]
    header, *rows = table_of(example)
    times = schemas()[log].of_kind("time", "day")
    columns = ", ".join(f"{column}_earliest" if column in times else column for column in header)
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        found = warehouse.rows(connection, f"select {columns} from {log} where standing order by 1")
        assert warehouse.rows(connection, "select reasons from quarantine") == []
    assert [[shown(value) for value in row] for row in found] == rows


def test_each_key_of_a_log_has_a_tested_example() -> None:
    shown_keys = set()
    policies = [tomllib.loads(text) for text in _POLICY.findall(TEXT.partition("## An example of each key")[2])]
    policies += [tomllib.loads(text) for name, _, text in _FILE.findall(TEXT) if name.endswith("/policy.toml")]
    for table in policies:
        for log in table.get("logs", {}).values():
            for one in (log, *log.get("layouts", ()), *log.get("joined", ())):
                shown_keys |= set(one)
    lacking = sorted(set(LOG_KEYS) - shown_keys)
    assert lacking == [], f"docs/clerk/{PAGE.name} has no tested example of {', '.join(lacking)}: add one"
