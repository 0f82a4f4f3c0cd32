"""The pages of a small fixed county are those in tests/golden/ (`make goldens`); what leaves it names nobody."""

import contextlib
import difflib
import io
import logging
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from reporter.config.log_schemas import schemas
from tests import goldens
from tests.support.jail import rows_of

EDITION = f"reports/{goldens.PERIOD}/r1"
PUBLISHED = ("board.html", "state.html", "public.html", "findings.xlsx", "redaction.json", "../../index.html")
PRINTED = ("board.pdf", "state.pdf", "public.pdf")


@dataclass
class Filed:
    """The county's folder and all that was said while its edition was made."""

    folder: Path
    said: str

    def text(self, name: str) -> str:
        """Return the text of a file of the edition."""
        path = self.folder / EDITION / name
        if path.suffix == ".pdf":
            return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                return "\n".join(book.read(one).decode() for one in book.namelist())
        return re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Filed:
    folder, said = tmp_path_factory.mktemp("golden") / "county", io.StringIO()
    listening = logging.StreamHandler(said)
    logging.getLogger().addHandler(listening)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            goldens.county(folder, lambda words: print(words, file=said))
    finally:
        logging.getLogger().removeHandler(listening)
    return Filed(folder, said.getvalue())


def test_each_page_is_its_golden_but_for_style_digests_and_the_shapes_of_pictures(filed: Filed) -> None:
    stale = {}
    for name, page in goldens.pages(filed.folder).items():
        golden = (goldens.GOLDEN / name).read_text(encoding="utf-8")
        lines = difflib.unified_diff(golden.splitlines(), page.splitlines(), name, "now", n=0, lineterm="")
        stale[name] = list(lines)[:12]
    assert stale == {name: [] for name in goldens.PAGES}, "meant? make goldens"


@pytest.mark.parametrize("log", sorted(schemas().keys() - {"deliveries"}))  # the manifest names files, and nobody
def test_a_canary_sits_in_every_column_that_can_hold_a_text(log: str) -> None:
    header, *rows = rows_of(goldens.LOGS[log])
    told = {name for place, name in enumerate(header) if any(goldens.CANARIES.search(row[place]) for row in rows)}
    assert set(schemas()[log].of_kind("id", "text")) <= told


def test_every_link_of_the_index_leads_to_a_file(filed: Filed) -> None:
    index = (filed.folder / "reports" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]*)"', index)
    assert len(links) == 8
    assert [place for place in re.findall(r'href="#([^"]*)"', index) if f'id="{place}"' not in index] == []
    assert [link for link in links if not (filed.folder / "reports" / link).is_file()] == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_id_name_birth_date_or_free_text_is_in_what_is_read_outside_the_county(filed: Filed, name: str) -> None:
    assert goldens.CANARIES.findall(filed.text(name)) == []


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_no_id_name_birth_date_or_free_text_is_in_what_is_printed(filed: Filed, name: str) -> None:
    assert goldens.CANARIES.findall(filed.text(name)) == []


def test_nothing_said_while_an_edition_is_made_names_anyone(filed: Filed) -> None:
    assert len(filed.said.splitlines()) >= 3
    assert goldens.CANARIES.findall(filed.said) == []


def test_what_the_county_keeps_to_answer_with_names_acts_by_their_ids_and_no_person(filed: Filed) -> None:
    person = re.compile(r"QX[PN]\dZ|\b1907\b")
    assert {one: person.findall(filed.text(one)) for one in ("exceptions.csv", "action-plan.csv", "audit.json")} == {
        "exceptions.csv": [],
        "action-plan.csv": [],
        "audit.json": [],
    }
