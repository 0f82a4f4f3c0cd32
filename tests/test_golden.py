"""The pages of a small fixed county are those in tests/golden/; where they are meant to differ, run `make goldens`."""

import difflib
from pathlib import Path

import pytest

from tests import goldens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden") / "county"
    goldens.county(folder)
    return folder


def test_each_page_is_its_golden_but_for_style_digests_and_the_shapes_of_pictures(folder: Path) -> None:
    stale = {}
    for name, page in goldens.pages(folder).items():
        golden = (goldens.GOLDEN / name).read_text(encoding="utf-8")
        lines = difflib.unified_diff(golden.splitlines(), page.splitlines(), name, "now", n=0, lineterm="")
        stale[name] = list(lines)[:12]
    assert stale == {name: [] for name in goldens.PAGES}, "meant? make goldens"


def test_every_link_of_the_index_leads_to_a_file(folder: Path) -> None:
    index = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    links = [part.split('"')[0] for part in index.split('href="')[1:]]
    assert len(links) == 8
    assert [link for link in links if not (folder / "reports" / link).is_file()] == []
