"""The developer's pages say what the code is, every link leads somewhere, and the README stays short."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from reporter.cli import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
ARCHITECTURE = (DOCS / "developer" / "ARCHITECTURE.md").read_text(encoding="utf-8")
# Any package may use these, so the picture leaves them out.
BELOW = {"model", "errors", "resources", "options", "text", "worker", "files"}


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the file and the anchor of each link of a page to another, outside its blocks of code."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            yield file, anchor


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_title_that_are_there(page: Path) -> None:
    lost = []
    for file, anchor in links(page):
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(f"{file}#{anchor}" if anchor else file)
    assert lost == []


def test_every_page_is_in_the_menu_or_a_decision() -> None:
    menu = set(re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert {page for page in pages if not page.startswith("decisions/")} == menu


def package_arrows() -> set[tuple[str, str]]:
    """The imports between packages, without those that follow from two others."""
    graph = grimp.build_graph("reporter")
    arrows = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = (module.split(".")[1], imported.split(".")[1]) if "." in module and "." in imported else ("", "")
            if pair[0] != pair[1] and not BELOW & set(pair):
                arrows.add(pair)
    reach = set(arrows)
    while more := {(a, d) for a, b in reach for c, d in reach if b == c} - reach:
        reach |= more
    return {(a, b) for a, b in arrows if not any((a, c) in arrows and (c, b) in reach for c in {x for _, x in arrows})}


def test_the_picture_of_the_architecture_is_the_import_graph() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", ARCHITECTURE, re.MULTILINE))
    assert drawn == package_arrows(), "mend the picture in docs/developer/ARCHITECTURE.md"


def test_the_architecture_names_every_package_and_module_below_reporter() -> None:
    named = set(re.findall(r"`reporter/(\w+)`", ARCHITECTURE)) | set(re.findall(r"`(\w+)` \(", ARCHITECTURE))
    found = {
        path.stem for path in (ROOT / "reporter").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__"} <= named | BELOW, "name it in docs/developer/ARCHITECTURE.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_reader_is_sent_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    folders = "|".join(("reporter", "queries", "report_templates", "tests", "tools", "benchmarks", "docs", "examples"))
    paths = re.findall(rf"(?<![\w/.-])((?:{folders})/[\w./-]*[\w/])(?![\w<])", text)
    assert [one for one in paths if not (ROOT / one).exists()] == []
    queries = {path.name for path in (ROOT / "queries").rglob("*.sql")} | {"rerun.sql"}  # of a pack
    assert set(re.findall(r"(?<![\w/.-])(\w+\.sql)\b", text)) <= queries


def test_every_package_begins_with_its_sentence() -> None:
    for folder in sorted((ROOT / "reporter").iterdir()):
        if (folder / "__init__.py").exists():
            says = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
            assert says.partition("\n")[0].endswith("."), folder.name


def test_verify_may_import_nothing_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["name"]: one for one in project["tool"]["importlinter"]["contracts"]}
    barred = contracts["verify.py shares no code with the engine"]["forbidden_modules"]
    parts = {path.stem for path in (ROOT / "reporter").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {one.removeprefix("reporter.") for one in barred} == parts - {"__init__", "__pycache__", "evidence"}


def test_the_readme_is_short_and_its_commands_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    named = set(re.findall(r"^reporter ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= cli.commands.keys()


def test_no_module_is_over_300_lines_but_the_one_that_a_stranger_reads() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "reporter").rglob("*.py")}
    long = {path.relative_to(ROOT).as_posix(): size for path, size in sizes.items() if size > 300}
    assert long.keys() == {"reporter/evidence/verify.py"}, long


def test_the_command_line_keeps_nothing_in_the_process() -> None:
    """Options are handed down as RunOptions: no module of these packages has a table that a command fills."""
    kept = [
        f"{path.relative_to(ROOT)}: {line}"
        for package in ("cli", "workflows", "warehouse")
        for path in sorted((ROOT / "reporter" / package).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"_?[A-Z_]+\b.*= (\{\}|\[\]|dict\(\)|list\(\))", line) or line.strip().startswith("global ")
    ]
    assert kept == []
