"""Answers a state's request from a filed edition: each asked item, what went out, to whom, and when it was due."""

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.audit import answers
from reporter.audit.measures import Measured
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import packet_words
from reporter.evidence.request import LOG_FILE, Asked, Request
from reporter.files import sha256_of, write_atomically
from reporter.model import not_run_because
from reporter.text import no_formula, on_one_line

_PUBLIC = ("public.html", "public.pdf", "redaction.json")
_BOARD = (*_PUBLIC, "board.html", "board.pdf")
FILES_FOR: Mapping[str, tuple[str, ...]] = {
    "public": _PUBLIC,
    "board": _BOARD,
    "state": (*_BOARD, "state.html", "state.pdf"),
}
_BY_PERSON = ("screening_by_group",)
_ON_THE_PUBLIC_PAGE = (
    *("release_limit_seconds", "released_past_the_limit_count", "release_limit_unknown_count"),
    "undated_checks_count",
)
_COUNTS = (["population"], ["met"], ["exception"], ["undetermined"], ["out_of_scope"])
_LOG = ("packet", "receiver", "audience", "received", "due", "answered", "edition", "file", "sha256")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is said to one asked item: sentences, tables, and the files that go with it."""

    lines: Sequence[str]
    tables: Sequence[Measured]
    files: Sequence[str]


def make(
    folder: Path,
    request: Request,
    audit: Mapping[str, Any],
    place: Path,
    tables: Sequence[Measured] = (),
    newer: Sequence[str] = (),
    *,
    cleared: bool,
) -> Path:
    """Write packets/<id>/ and the log of what left the building; `tables` are the edition's measures.

    `newer` says that a newer edition of the period is filed.

    Raises PolicyError for a file not meant for the receiver's audience. `cleared`: what derives from the agreement
    may be published. The public is told no more than the edition's own public page told it.
    """
    shown = _shown(place)
    cleared = cleared and bool(shown.get("clearance"))
    answers = [(one, _answer(one, request, audit, place, tables, shown, cleared=cleared)) for one in request.asks]
    files = sorted({file for _, found in answers for file in found.files})
    final = folder / "packets" / request.id
    draft = final.with_name(f".draft-{request.id}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        for file in files:
            (draft / "files").mkdir(exist_ok=True)
            shutil.copyfile(place / file, draft / "files" / file)
        digests = {f"files/{file}": sha256_of(draft / "files" / file) for file in files}
        page = _page(request, audit, answers, digests, newer, cleared=cleared)
        (draft / "answer.md").write_text(page, encoding="utf-8", newline="\n")
        digests = {"answer.md": sha256_of(draft / "answer.md"), **digests}
        if final.exists():
            if {one: sha256_of(final / one) for one in digests if (final / one).is_file()} != digests:
                raise PolicyError(
                    f"packets/{request.id} was answered before, otherwise. Nothing was overwritten: give this request "
                    "another id."
                )
        else:
            draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _log(folder / "packets" / LOG_FILE, request, audit, digests)
    return final


def _answer(
    asked: Asked,
    request: Request,
    audit: Mapping[str, Any],
    place: Path,
    tables: Sequence[Measured],
    public: Mapping[str, Any],
    *,
    cleared: bool,
) -> Answered:
    """Return what answers one asked item; `public` is what the edition's public page shows."""
    lines, shown, files = [f"Not held, because {asked.not_held}"] if asked.not_held else [], [], []
    for one in asked.answer:
        kind, _, path = one.partition(":")
        if kind in ("file", "page"):
            file = path.partition("#")[0]
            if file not in FILES_FOR[request.audience]:
                raise PolicyError(
                    f"Asked item {asked.id!r}: {file} is not meant for the audience {request.audience!r}. Meant for it "
                    f"are {', '.join(FILES_FOR[request.audience])}."
                )
            if (place / file).is_file():
                files.append(file)
                lines.append(f"See files/{path}.")
            else:
                lines.append(f"Not held, because this edition has no {file}.")
        elif request.audience == "public" and (words := _withheld(kind, path, public, cleared=cleared)):
            lines.append(words)
        elif kind == "measure" and path.split(".")[0] in _BY_PERSON and request.audience != "state":
            lines.append("Not given, because a breakdown by personal attributes is not meant for this audience.")
        elif kind == "measure" and (found := [table for table in tables if _is_of(table, path)]):
            shown += found
        elif kind == "measure" and path.split(".")[0] in _BY_PERSON:
            lines.append("Not given, because a count of 1 to 10 people would show, alone or beside another edition.")
        elif not (kind == "control" and _is_said_beside(path, asked)):
            lines += _figure(asked, kind, path, audit)
    return Answered(lines=list(dict.fromkeys(lines)), tables=shown, files=files)


def _shown(place: Path) -> Mapping[str, Any]:
    """Return what the edition's public page shows, as redaction.json says; nothing where there is none."""
    path = place / "redaction.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found if isinstance(found, Mapping) else {}


def _withheld(kind: str, path: str, public: Mapping[str, Any], *, cleared: bool) -> str:
    """Return why the public is not told a figure; empty where the edition's public page shows it."""
    id_, *steps = path.split(".")
    if cleared:
        is_shown = kind != "measure" or id_ in (*_BY_PERSON, *_ON_THE_PUBLIC_PAGE)
        return "" if is_shown else "Not given, because the public edition does not show this figure."
    is_open = (kind == "control" and steps in _COUNTS and id_ in public.get("shown_counts", {})) or (
        kind == "measure" and id_ in public.get("shown_measures", {})
    )
    words = "Not given, because no clearance to publish what derives from the agreement is on record."
    return "" if is_open else words


def _is_of(table: Measured, path: str) -> bool:
    """Say whether a table sets out the measure of this name; the one by person is set out a table an attribute."""
    return table.id == path or (path in _BY_PERSON and table.id.startswith(path.removesuffix("by_group")))


def _is_said_beside(path: str, asked: Asked) -> bool:
    """Say whether what could not be determined is asked for beside the exceptions, which are never told without it."""
    control, _, key = path.partition(".")
    return key == "undetermined" and f"control:{control}.exception" in asked.answer


def _figure(asked: Asked, kind: str, path: str, audit: Mapping[str, Any]) -> list[str]:
    """Say one figure in words."""
    steps = path.split(".")
    if kind == "claim":
        return [str(audit["claim"]["sentence"])]
    if kind in ("control", "leg"):
        found = next((one for one in audit[f"{kind}s"] if one["id"] == steps[0]), None)
        if found is None:
            raise PolicyError(f"Asked item {asked.id!r}: this program has no {kind} {steps[0]!r}.")
        if kind == "leg":
            return [packet_words.of_test(found)]
        if why := not_run_because(found):
            return [f"Not held, because \u201c{packet_words.titled('controls', steps[0])}\u201d was not tested. {why}"]
        if said := packet_words.of_control(found, steps[1:]):
            return said
        if found.get("reasons") == {} and steps[1:] == ["reasons"]:
            return [f"{packet_words.titled('controls', steps[0])}: none on record."]
    if kind not in ("control", "measure"):
        raise PolicyError(f"Asked item {asked.id!r}: {kind!r} is none of control, measure, leg, claim, file, page.")
    value = _at(audit["measures"], steps) if kind == "measure" else None
    unknown = audit["measures"].get("release_limit_unknown_count")
    if value is not None and path == "released_past_the_limit_count" and isinstance(unknown, int):
        return [packet_words.of_late(value, unknown)]
    if value is None:
        return [f"Not held, because this edition has no figure {path}."]
    return [packet_words.of_measure(path, value)]


def _at(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _page(
    request: Request,
    audit: Mapping[str, Any],
    answers: Sequence[tuple[Asked, Answered]],
    digests: Mapping[str, str],
    newer: Sequence[str],
    *,
    cleared: bool,
) -> str:
    lines = [
        f"# {_cell(request.title)}: answer to {_cell(request.receiver)}",
        "",
        f"- From: {_cell(audit['agency'])}",
        f"- Request received: {request.received.isoformat()}",
        f"- Due: {request.due.isoformat() if request.due else 'not stated; county counsel must confirm the day'}",
        f"- Answered: {request.answered.isoformat()}",
        f"- Answered from: {audit['period']['label']}/r{audit['edition']}, digest {audit['digest']}",
        f"- Audience: {request.audience}",
        *(f"- **{_cell(one)}**" for one in newer),
        "",
        *(_first_page(audit) if cleared or request.audience != "public" else []),
    ]
    for number, (asked, answered) in enumerate(answers, 1):
        lines += [f"## {number}. {_cell(asked.asks)}", "", *(f"- {_cell(one)}" for one in answered.lines)]
        for table in answered.tables:
            lines += ["", *_table(table)]
        if asked.counsel:
            lines += ["", f"To be confirmed by county counsel: {_cell(asked.counsel)}"]
        lines.append("")
    if request.counsel:
        lines += ["## County counsel must confirm", "", *(f"- {_cell(one)}" for one in request.counsel), ""]
    lines += ["## Files that go with this answer", ""]
    lines += [f"- {file}, SHA-256 {digest}" for file, digest in digests.items()] or ["None."]
    return "\n".join(lines) + "\n"


def _table(table: Measured) -> list[str]:
    """Set one measure out as a table."""
    rows = [table.columns, ["---"] * len(table.columns), *table.rows]
    return [f"{_cell(table.title)}. {_cell(table.says)}", "", *(f"| {' | '.join(map(_cell, row))} |" for row in rows)]


def _first_page(audit: Mapping[str, Any]) -> list[str]:
    """Return the edition's first page: the answers stand beside one another, in its order and words."""
    return [*(f"- {_cell(one)}" for one in answers.as_text(answers.of_edition(audit))), ""]


def _cell(text: str) -> str:
    for mark, safe in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("\n", " "), ("\r", " ")):
        text = text.replace(mark, safe)
    return on_one_line(text, spaces=True)


def _log(path: Path, request: Request, audit: Mapping[str, Any], digests: Mapping[str, str]) -> None:
    """Add what left the building to the log, each once; the old lines stay as they are."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = list(csv.reader(io.StringIO(text)))
    if rows and tuple(rows[0]) != _LOG:
        raise IntegrityError("packets/disclosures.csv is not the log that this program wrote. Restore it.")
    added = io.StringIO()
    write = csv.writer(added, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
    if not rows:
        write(_LOG)
    edition = f"{audit['period']['label']}/r{audit['edition']}"
    due = request.due.isoformat() if request.due else ""
    days = (request.received.isoformat(), due, request.answered.isoformat())
    receiver = no_formula(on_one_line(request.receiver))
    for file, digest in digests.items():
        row = [request.id, receiver, request.audience, *days, edition, file, digest]
        if row not in rows:
            write(row)
    write_atomically(path, text + added.getvalue())
