"""Every count in every file of an edition is that of its audit.json, and each edge has its place beside the others."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporter.cli import cli
from tests.support import agreement, rich
from tests.support.jail import Jail

REQUEST = """
[request]
id = "ag-1"
receiver = "Attorney General"
audience = "state"
received = 2026-11-20
answered = 2026-11-24
due_in = "30 days"
period = "2026-10-01..2026-11-15"

[[asks]]
asks = "How many"
answer = "claim:"
"""


def told(*command: str) -> str:
    return CliRunner().invoke(cli, list(command)).stdout


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """File an edition of a county with every log, and make of it the index, the brief, the certification and so on."""
    place = tmp_path_factory.mktemp("agreement")
    jail = Jail(place / "jail", f'{rich.POLICY}\n[publish]\ncoordination = "FOIL 12/2026"\n')
    rich.deliver(jail, rich.draw(7, 60)).write_policy()
    folder = str(jail.folder)
    told("run", "--folder", folder, "--period", rich.PERIOD, "--quiet")
    filed = jail.folder / "reports" / rich.PERIOD / "r1"
    (place / "request.toml").write_text(REQUEST, encoding="utf-8")
    told("packet", str(place / "request.toml"), "--folder", folder)
    told("certify", f"{rich.PERIOD}/r1", "--folder", folder, "--name", "A. Clerk", "--override", "for a test")
    told("state", folder, "--period", rich.PERIOD, "--out", str(place / "state"))
    files = {
        "index.html": jail.folder / "reports" / "index.html",
        "answer.md": jail.folder / "packets" / "ag-1" / "answer.md",
        "certification.txt": filed / "certification.txt",
        "statewide.html": next((place / "state").glob("*.html")),
    }
    texts = {name: agreement.text_of(path.read_text(encoding="utf-8")) for name, path in files.items()}
    return filed, texts | {"brief": told("brief", rich.PERIOD, "--folder", folder)}


def test_every_count_of_every_file_is_that_of_audit_json(edition: tuple[Path, dict[str, str]]) -> None:
    filed, beside = edition
    audit = json.loads((filed / "audit.json").read_text(encoding="utf-8"))
    assert all(agreement.books(audit)[one][2] for one in agreement.QUESTIONS), "each edge has an exception here"
    assert list(agreement.disagreements(filed, beside)) == []


def test_a_count_that_differs_is_named(edition: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    filed, _ = edition
    copy = shutil.copytree(filed, tmp_path / "r1")
    page = (copy / "board.html").read_text(encoding="utf-8")
    audit = json.loads((filed / "audit.json").read_text(encoding="utf-8"))
    population = agreement.books(audit)["check_in_scope"][0]
    row = re.search(r'<tr id="check_in_scope">.*?</tr>', page, re.DOTALL)
    assert row
    changed = row[0].replace(f">{population:,}<", f">{population + 1:,}<", 1)
    (copy / "board.html").write_text(page.replace(row[0], changed), encoding="utf-8")
    found = list(agreement.disagreements(copy, {}))
    assert [one.partition(":")[0] for one in found] == ["board.html check_in_scope"]


def test_the_brief_has_under_forty_lines_and_every_edge(edition: tuple[Path, dict[str, str]]) -> None:
    brief = edition[1]["brief"]
    assert len(brief.splitlines()) < 40
    assert re.search(r"Held too long\?.*\nScreened outside the programme", brief)
