"""The printed editions: tagged, titled, the same bytes each time, and every text of a record only ever text."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reporter import contexts, printing, public, report
from reporter.controls import catalogue
from reporter.logs import schemas
from reporter.paths import data_dir
from tests.audits import audit

AUDIENCES = sorted(path.stem for path in (data_dir("report_templates") / "print").glob("*.typ") if path.stem != "style")
NEEDS = {file.id: file.header["needs"] for file in catalogue()}


def context(audience: str, **changes: Any) -> Any:
    made = audit(**changes)
    if audience == "public":
        return public.public(made, NEEDS, schemas(), "FOIL 12/2026", [])[0]
    return {"board": contexts.board_context, "state": contexts.state_context}[audience](made)


def pdf(audience: str, **changes: Any) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(printing.pdf(audience, context(audience, **changes), "2026-10-31")))


def tags(node: Any, found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Gather the elements of the structure tree by their kind."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            tags(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.setdefault(str(node.S), []).append(node)
        if "/K" in node:
            tags(node.K, found)
    return found


def test_there_is_a_printed_edition_for_each_page() -> None:
    assert (
        sorted(
            path.name.split(".")[0]
            for path in data_dir("report_templates").glob("[bsp]*.html.j2")
            if path.name != "base.html.j2"
        )
        == AUDIENCES
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_printed_edition_is_tagged_titled_and_has_bookmarks_and_header_cells(audience: str) -> None:
    found = pdf(audience)
    assert str(found.Root.Lang).startswith("en")
    assert bool(found.Root.MarkInfo.Marked)
    assert "2026-10, edition r2" in str(found.docinfo["/Title"])
    assert "/Outlines" in found.Root
    structure = tags(found.Root.StructTreeRoot, {})
    assert len(structure["/H1"]) == 1
    assert len(structure["/TH"]) >= 4
    assert structure.keys() >= {"/Table", "/TR", "/TD", "/H2"}


def test_the_boards_edition_has_at_most_eight_pages_with_an_exception_under_every_control() -> None:
    assert len(pdf("board").pages) <= 8


@pytest.mark.parametrize("audience", AUDIENCES)
def test_it_is_the_same_bytes_in_any_zone_and_hash_order(audience: str) -> None:
    code = (
        "import hashlib, sys; from tests.test_print import context; from reporter import printing\n"
        f"print(hashlib.sha256(printing.pdf({audience!r}, context({audience!r}), '2026-10-31')).hexdigest())"
    )
    said = set()
    for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment,
            cwd=Path(__file__).parents[1],
        )  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1


def test_no_booking_number_is_in_any_page_or_printed_data() -> None:
    for audience in AUDIENCES:
        page = report.render(audience, context(audience))
        assert ("SECRET-" in page, "AAAA-BBBB" in page) == (False, audience == "state")
