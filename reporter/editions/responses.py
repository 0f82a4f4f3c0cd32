"""Officials' answers: the action plan that goes out, and what comes back through inbox/, kept verbatim."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import response_counts
from reporter.config.log_schemas import schemas
from reporter.errors import InputRefused
from reporter.files import sha256_of
from reporter.ingest import delivery_order
from reporter.model import Response, Responses
from reporter.options import USUAL, RunOptions
from reporter.text import FORMULA
from reporter.warehouse import Connection, query_files

COLUMNS = (
    "control",
    "item",
    "outcome",
    "reason",
    "case_id",
    "response",
    "reason_given",
    "authority",
    "name",
    "date",
)
_ANSWERS = ("explained", "confirmed")


def action_plan(cases: str) -> str:
    """Return the query for action-plan.csv: each exception, with blank columns for an official's answer.

    `cases` is the query for the outcomes with their case ids. The plan is safe in a spreadsheet.
    """
    filled = ", ".join(f"{warehouse.no_formula(column)} as {column}" for column in COLUMNS[:5])
    blank = ", ".join(f"'' as {column}" for column in COLUMNS[5:])
    where, order = "outcome = 'exception'", "cases.control, cases.item"
    return warehouse.select(f"{filled}, {blank}", f"({cases}) as cases", where=where, order=order)


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def take(folder: Path, options: RunOptions = USUAL) -> list[str]:
    """Take in each new file of answers, once by content; raises InputRefused naming file, line, column and mend."""
    paths = [path for path in sorted((folder / "inbox").glob(delivery_order.RESPONSES)) if path.is_file()]
    taken = []
    with warehouse.open_writable(folder, options) as connection:
        warehouse.run_script(connection, query_files.filled("intake/ledger_of_responses"))
        for path in paths:
            if not path.resolve().is_relative_to((folder / "inbox").resolve()):
                raise InputRefused(f"inbox/{path.name} points out of the folder. Put the file itself into inbox/.")
            sha256 = sha256_of(path)
            if warehouse.rows(connection, "select 1 from response_files where sha256 = ?", [sha256]):
                continue
            rows = _read(path)
            number = int(warehouse.one(connection, "select coalesce(max(number), 0) + 1 from response_files"))
            with warehouse.transaction(connection):
                connection.execute("insert into response_files values (?, ?, ?)", [number, path.name, sha256])
                if rows:
                    connection.executemany(
                        "insert into responses values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [[number, *row] for row in rows]
                    )
            taken.append(path.name)
    return taken


def _read(path: Path) -> list[list[Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused(f"{path.name} is not UTF-8 text. Save it again as CSV UTF-8.") from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Any]] = []
    seen: dict[tuple[str, ...], list[str]] = {}
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        for column in COLUMNS:
            if column not in header and column not in ("outcome", "reason", "case_id"):
                raise InputRefused(
                    f"{path.name}, line 1: there is no column {column}. Start from action-plan.csv and fill it in."
                )
        while True:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return rows
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise InputRefused(
                    f"{path.name}, line {line}: {len(cells)} cells, but {len(header)} columns. "
                    "Mend the commas and quotes."
                )
            row = {column: _bare(cell.strip()) for column, cell in zip(header, cells, strict=True)}
            if answer := _answer(row, path.name, line):
                key, said = (answer[0], answer[1], answer[2], answer[5].casefold()), answer[3:]
                if seen.setdefault(key, said) is said:
                    rows.append([line, *answer])
                elif seen[key] != said:
                    raise InputRefused(
                        f"{path.name}, line {line}, column response: this authority answers the same item twice, and "
                        "not alike. Keep one of the two rows."
                    )
    except csv.Error as error:
        raise InputRefused(f"{path.name}, line {reader.line_num}: a quote is not closed. Mend it.") from error


def _answer(row: Mapping[str, str], file: str, line: int) -> list[str] | None:
    """Return control, item, case_id and the answer; None for a row without an answer."""
    filled = {column: row.get(column, "") for column in ("response", "reason_given", "authority", "name", "date")}
    if not any(filled.values()):
        return None
    if not row["control"]:
        raise InputRefused(f"{file}, line {line}, column control: it is empty. Copy it from action-plan.csv.")
    if not row["item"] and not row.get("case_id"):
        raise InputRefused(f"{file}, line {line}, column item: it is empty. Copy it from action-plan.csv.")
    filled["response"] = filled["response"].lower()
    if filled["response"] not in _ANSWERS:
        raise InputRefused(
            f"{file}, line {line}, column response: write explained or confirmed, or leave the whole answer empty."
        )
    for column in ("authority", "name", "date", *(["reason_given"] if filled["response"] == "explained" else [])):
        if not filled[column]:
            raise InputRefused(f"{file}, line {line}, column {column}: it is empty. An answer needs it.")
    if not _is_day(filled["date"]):
        raise InputRefused(f"{file}, line {line}, column date: write the day as 2026-11-30.")
    return [row["control"], row["item"], row.get("case_id", ""), *filled.values()]


def _is_day(text: str) -> bool:
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        try:
            datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False


def files(connection: Connection) -> list[str]:
    """Return the digests of the files of answers on record, in order."""
    if not _held(connection):
        return []
    return [row[0] for row in warehouse.rows(connection, "select sha256 from records.response_files order by number")]


def _held(connection: Connection) -> bool:
    query = "select count(*) from duckdb_tables() where database_name = 'records' and table_name = 'response_files'"
    return bool(warehouse.one(connection, query))


def given(connection: Connection) -> list[Mapping[str, Any]]:
    """Return the answers in force: of one authority on one item the newest file's. Earlier ones stay on record."""
    if not _held(connection):
        return []
    newest: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for one in warehouse.records(
        connection,
        "select file, responses.* from records.responses join records.response_files using (number) "
        "order by number, line",
    ):
        newest[one["control"], one["item"], one["case_id"], one["authority"].casefold()] = one
    return sorted(newest.values(), key=lambda one: (one["control"], one["item"], one["number"], one["line"]))


def match(
    connection: Connection,
    answers: Sequence[Mapping[str, Any]],
    cases: str,
    exception_count: int,
    outcomes: str,
) -> Responses:
    """Set each answer beside its case. An answer neither removes an exception nor touches the claim.

    `outcomes` is the query for every outcome, `cases` the one for those that are an exception or undetermined, with
    their case ids. An answer that matches no case is `unmatched`, unless its item is on
    record and not of this period: then it is `elsewhere`.
    """
    asked = _cases_asked(connection, answers, cases)
    by_item = {(case["control"], case["item"]): case for case in asked}
    by_case = {(case["control"], case["case_id"]): case for case in asked}
    items = sorted({one["item"] for one in answers if one["item"]})
    decided = _decided(connection, outcomes, items)
    known = {
        (control, item)
        for control in {file.id for file in query_files.folder("controls")}
        for item in _known_items(connection, items)
        if (control, item) not in decided
    }
    said: dict[tuple[str, str], set[str]] = {}
    rows = []
    for one in answers:
        case = by_item.get((one["control"], one["item"])) or by_case.get((one["control"], one["case_id"]))
        if case:
            said.setdefault((case["control"], case["item"]), set()).add(one["response"])
        state = "matched" if case else "elsewhere" if (one["control"], one["item"]) in known else "unmatched"
        rows.append((one, case, state))
    found = [
        Response(
            control=one["control"],
            item=case["item"] if case else one["item"],
            case_id=case["case_id"] if case else one["case_id"],
            outcome=case["outcome"] if case else decided.get((one["control"], one["item"]), ""),
            response=one["response"],
            reason_given=one["reason_given"],
            authority=one["authority"],
            name=one["name"],
            date=one["date"],
            file=one["file"],
            line=one["line"],
            state=state,
            contested=case is not None and len(said[case["control"], case["item"]]) > 1,
        )
        for one, case, state in rows
    ]
    return Responses(answers=found, counts=response_counts.counts(found, exception_count))


def answers_by_item(answers: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Return what was answered on each item, matched or not: explained, confirmed or contested."""
    found: dict[tuple[str, str], str] = {}
    for one in answers:
        key = (one["control"], one["item"])
        found[key] = one["response"] if found.get(key, one["response"]) == one["response"] else "contested"
    return found


def _cases_asked(connection: Connection, answers: Sequence[Mapping[str, Any]], cases: str) -> list[Mapping[str, Any]]:
    """Return the cases that the answers may be about, by their item or their case id."""
    named = [sorted({one[key] for one in answers if one[key]}) for key in ("control", "item", "case_id")]
    query = warehouse.select(
        "control, item, case_id, outcome",
        warehouse.subquery(cases),
        where="list_contains(?::varchar[], control) "
        "and (list_contains(?::varchar[], item) or list_contains(?::varchar[], case_id))",
        order="control, outcome, item",
    )
    return list(warehouse.records(connection, query, named)) if answers else []


def _decided(connection: Connection, outcomes: str, items: Sequence[str]) -> dict[tuple[str, str], str]:
    query = warehouse.select("control, item, outcome", f"({outcomes})", where="list_contains(?::varchar[], item)")
    return {(row[0], row[1]): row[2] for row in warehouse.rows(connection, query, [list(items)])} if items else {}


def _known_items(connection: Connection, items: Sequence[str]) -> set[str]:
    """Return which items are on record at all."""
    if not items:
        return set()
    bare = {item: item.partition(":")[2] or item for item in items}
    found: set[str] = set()
    for log, schema in schemas().items():
        if len(schema.key) == 1:
            query = warehouse.select("key", f"records.{log}", where="list_contains(?::varchar[], key)")
            found |= {row[0] for row in warehouse.rows(connection, query, [sorted({*items, *bare.values()})])}
    return {item for item in items if item in found or bare[item] in found}
