"""Compares every count in every file of an edition with its audit.json: `python -m tests.support.agreement EDITION`.

It reads the files as a reader does (pages as text, the workbook by its cells, PDF by pdftotext) and shares with the
program only the titles of the controls and the words of the first page.
"""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from reporter.audit.controls import catalogue
from reporter.warehouse import query_files

COUNTS = ("population", "met", "exception", "undetermined", "out_of_scope")
ACCOUNTS = ("received", "accepted", "quarantined", "folded", "not_this_log")
STATEMENTS = {file.id: str(file.header["title"]) for file in query_files.folder("expectations")}
TITLES = {file.id: str(file.header["title"]) for file in catalogue()}
QUESTIONS = ("vetted_before_release", "not_held_too_long", "check_in_scope", "officer_authorized")
# How the first page says the exceptions of each of the edges of the three answers.
SAID = {
    "vetted_before_release": r"(?P<exception>[\d,]+) of (?P<examined>[\d,]+) releases with no final check",
    "not_held_too_long": r"(?P<exception>[\d,]+) of (?P<examined>[\d,]+) releases? came later than the county.s own",
    "check_in_scope": r"(?P<exception>[\d,]+) of (?P<examined>[\d,]+) checks? were of a stay outside the programme",
    "officer_authorized": r"(?P<exception>[\d,]+) of (?P<examined>[\d,]+) checks? had no officer.s authority on record",
}
MOST = re.compile(r"may be up to ([\d,]+)")

Audit = Mapping[str, Any]


def books(audit: Audit) -> dict[str, tuple[int, ...]]:
    """Return the five counts of each control that was run."""
    return {
        one["id"]: tuple(one[key] for key in COUNTS)
        for one in audit["controls"]
        if one["testable"] and not one.get("suspended_because")
    }


def disagreements(edition: Path, beside: Mapping[str, str]) -> Iterator[str]:
    """Name each count that is not that of audit.json; `beside` are texts made of the edition, by name."""
    audit = json.loads((edition / "audit.json").read_text(encoding="utf-8"))
    pages = {name: (edition / name).read_text(encoding="utf-8") for name in ("board.html", "state.html", "public.html")}
    for name, page in pages.items():
        yield from _books(name, rows_of(page), audit, all_of_them=name != "public.html")
    yield from _accounts("board.html", rows_of(pages["board.html"]), _by_log(audit))
    yield from _accounts("state.html", rows_of(pages["state.html"]), _by_file(audit))
    for name in ("board", "state", "public"):
        if shutil.which("pdftotext"):
            yield from _printed(f"{name}.pdf", text_of_pdf(edition / f"{name}.pdf"), audit, name != "public")
    yield from _workbook(edition / "findings.xlsx", audit)
    yield from _tables(edition, audit)
    policy = tomllib.loads((edition / "policy.toml").read_text(encoding="utf-8"))
    texts = {name: text_of(page) for name, page in pages.items()}
    if not policy.get("publish", {}).get("coordination"):
        del texts["public.html"]  # without clearance it withholds what derives from the agreement
    texts["findings.xlsx"] = " ".join(_cells(openpyxl.load_workbook(edition / "findings.xlsx")["Answers"]))
    for name, text in {**texts, **beside}.items():
        yield from _edges(name, text, audit)
    if json.loads((edition / "pack/data/audit.json").read_text(encoding="utf-8")) != audit:
        yield "pack/data/audit.json: not that of the edition"


def _other(place: str, said: object, wanted: object) -> Iterator[str]:
    if said != wanted:
        yield f"{place}: {said}, audit.json: {wanted}"


def number(text: str) -> int:
    """Read a count with its separators."""
    return int(text.replace(",", ""))


def text_of(page: str) -> str:
    """Return what a page says, without its marks."""
    body = page.partition("<main>")[2] or page
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


def rows_of(page: str) -> dict[str, list[int]]:
    """Return the counts of each row of a table that has a name."""
    found = re.findall(r'<tr id="([^"]+)">(.*?)</tr>', page, flags=re.DOTALL)
    cells = {name: re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL) for name, row in found}
    return {name: [number(re.sub(r"<[^>]*>", "", one)) for one in own] for name, own in cells.items()}


def _books(name: str, rows: Mapping[str, Sequence[int]], audit: Audit, *, all_of_them: bool) -> Iterator[str]:
    for id_, counts in books(audit).items():
        if id_ in rows or all_of_them:
            yield from _other(f"{name} {id_}", tuple(rows.get(id_, ())), counts)


def _accounts(name: str, rows: Mapping[str, Sequence[int]], wanted: Mapping[str, Sequence[int]]) -> Iterator[str]:
    for id_, counts in wanted.items():
        yield from _other(f"{name} {id_}", list(rows.get(id_, ())), list(counts))


def _by_log(audit: Audit) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in audit["inputs"]:
        sums = found.setdefault(f"log-{one['log']}", [0] * 5)
        for at, key in enumerate(ACCOUNTS):
            sums[at] += one[key]
    return found


def _by_file(audit: Audit) -> dict[str, list[int]]:
    return {f"file-{at}": [one[key] for key in ACCOUNTS] for at, one in enumerate(audit["inputs"], 1)}


def text_of_pdf(path: Path) -> str:
    """Return the text of a PDF, a line of a table a line."""
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("’", "'").replace("\u200b", "")


def _printed(name: str, text: str, audit: Audit, is_whole: bool) -> Iterator[str]:
    for id_, counts in books(audit).items():
        line = re.search(re.escape(TITLES[id_]) + r"\s+" + r"\s+".join([r"([\d,]+)"] * 5) + r"\s*$", text, re.MULTILINE)
        if line or is_whole:
            yield from _other(f"{name} {id_}", tuple(map(number, line.groups())) if line else None, counts)


def _workbook(path: Path, audit: Audit) -> Iterator[str]:
    book = openpyxl.load_workbook(path)
    rows = {row[0]: row for row in book["Controls"].iter_rows(min_row=2, values_only=True)}
    listed = Counter((str(row[0]), str(row[2])) for row in book["Items"].iter_rows(min_row=2, values_only=True))
    for id_, counts in books(audit).items():
        yield from _other(f"findings.xlsx Controls {id_}", tuple(rows[id_][2:7]), counts)
        items = sum(count for (control, _), count in listed.items() if control == id_)
        yield from _other(f"findings.xlsx Items {id_}", items + int(str(rows[id_][8])), counts[0])
        if not rows[id_][8]:
            for outcome, count in zip(COUNTS[1:], counts[1:], strict=True):
                yield from _other(f"findings.xlsx Items {id_} {outcome}", listed[id_, outcome], count)
    legs = {row[0]: row for row in book["Completeness"].iter_rows(min_row=2, values_only=True)}
    words = {"holds": "Holds", "fails": "Does not hold", "not_tested": "Not tested"}
    for leg in audit["legs"]:
        own = legs[STATEMENTS[leg["id"]]]
        counts = (leg["detail"]["tested_count"], leg["detail"]["contradiction_count"])
        yield from _other(f"findings.xlsx {leg['id']}", (own[1], own[3], own[4]), (words[leg["state"]], *counts))


def _tables(edition: Path, audit: Audit) -> Iterator[str]:
    outcomes = duckdb.sql(
        f"select control, outcome, count(*) from '{edition / 'outcomes.parquet'}' group by all"
    ).fetchall()
    counted = {(control, outcome): count for control, outcome, count in outcomes}
    packed = Counter((one["control"], one["outcome"]) for one in _csv(edition / "pack/data/outcomes.csv"))
    exceptions = Counter(one["control"] for one in _csv(edition / "exceptions.csv"))
    plan = Counter((one["control"], one["outcome"]) for one in _csv(edition / "action-plan.csv"))
    for id_, counts in books(audit).items():
        for outcome, count in zip(COUNTS[1:], counts[1:], strict=True):
            yield from _other(f"outcomes.parquet {id_} {outcome}", counted.get((id_, outcome), 0), count)
            yield from _other(f"pack/data/outcomes.csv {id_} {outcome}", packed[id_, outcome], count)
        yield from _other(f"exceptions.csv {id_}", exceptions[id_], counts[2])
        yield from _other(f"action-plan.csv {id_}", plan[id_, "exception"], counts[2])


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cells(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        yield from (str(cell) for cell in row if cell is not None)


def _edges(name: str, text: str, audit: Audit) -> Iterator[str]:
    """Compare the sentences on the three answers: each edge with its count, of how many, and its doubt."""
    text = re.sub(r"\s+", " ", text.replace("’", "'"))
    for id_ in QUESTIONS:
        counts = books(audit).get(id_)
        if not counts or not counts[2]:
            continue
        found = re.search(SAID[id_], text)
        if not found:
            yield f"{name}: does not say the exceptions of {id_}"
            continue
        population, _, exception, undetermined, beyond = counts
        said = (number(found["exception"]), number(found["examined"]))
        yield from _other(f"{name} {id_}", said, (exception, population - beyond))
        if undetermined:
            most = MOST.search(text, found.end())
            yield from _other(f"{name} {id_} up to", number(most[1]) if most else None, exception + undetermined)


def main(edition: Path) -> None:
    """Print each disagreement of a filed edition, and end with 1 if there is one."""
    index = edition.parent.parent / "index.html"
    found = list(disagreements(edition, {"index.html": text_of(index.read_text(encoding="utf-8"))}))
    sys.stdout.write("".join(f"{one}\n" for one in found[:100]) + f"{len(found)} disagreements\n")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
