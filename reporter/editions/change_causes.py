"""Why an outcome moved: which records that concern an item are new or corrected since the edition before."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reporter import warehouse
from reporter.audit import controls
from reporter.config.log_schemas import LogSchema, schemas
from reporter.model import Change
from reporter.warehouse import Connection, name, query_files

_LINKS = (
    "booking_id",
    "check_id",
    "officer_id",
    "notification_id",
    "hold_id",
    "claim_id",
    "interview_id",
    "complaint_id",
)
_ACTS = {"check": "check_id", "notification": "notification_id", "hold": "hold_id"}
_OFFICERS = ("authorizations", "training")
_OF_EVERY_LOG = ("coverage_spans", "unreadable", "manifest_in_force", "manifest_files", "files_named")
Touched = Mapping[str, Mapping[str, set[str]]]


class Concerns:
    """What came in since the edition before, log by log, as the ids that its rows carry."""

    def __init__(
        self, connection: Connection, known_then: set[tuple[str, str, str]], *, vetting_asks_officer: bool
    ) -> None:
        self._connection = connection
        self._asks_officer = vetting_asks_officer
        self._kinds = controls.item_kinds()
        self._logs = _logs_read()
        held = warehouse.rows(connection, "select log, file, sha256, delivery_id from records.delivered")
        new = [number for *file, number in held if tuple(file) not in known_then]
        self._gone = {log for log, _, _ in known_then - {tuple(file) for *file, _ in held}}
        self._corrected = {log: self._rows(schema, new, corrected=True) for log, schema in schemas().items()}
        self._late = {log: self._rows(schema, new, corrected=False) for log, schema in schemas().items()}
        self._manifest = {
            key.split("\x1f")[0]
            for (key,) in warehouse.rows(
                connection,
                "select key from records.corrections where log = 'deliveries' "
                "and list_contains(?::integer[], delivery_id)",
                [new],
            )
        }

    def cause(self, control: str, item: str, links: Mapping[str, set[str]]) -> str:
        """Return correction, late_record or delivery_gone: a correction of a record of the item itself comes first."""
        logs = self._logs.get(control, set())
        kind = self.kind(control, item)
        if self._touches(self._corrected, control, kind, logs, links):
            return "correction"
        if self._touches(self._late, control, kind, logs, links):
            return "late_record"
        if logs & self._manifest:
            return "correction"
        return "delivery_gone" if logs & self._gone else "late_record"

    def kind(self, control: str, item: str) -> str:
        """Return which id an item of a control is, such as booking_id."""
        found = self._kinds.get(control, "")
        return found if found in _LINKS else _ACTS.get(item.partition(":")[0], "")

    def links(self, moved: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, set[str]]]:
        """Return, for each (control, item), the ids of the records that concern it."""
        found: dict[tuple[str, str], dict[str, set[str]]] = {}
        by_kind: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for control, item in moved:
            kind = self.kind(control, item)
            bare = item if self._kinds.get(control) in _LINKS else item.partition(":")[2]
            found[control, item] = {kind: {bare}}
            by_kind.setdefault(kind, {}).setdefault(bare, []).append((control, item))
        for log, schema in schemas().items():
            columns = [one for one in _LINKS if one in schema.columns]
            for kind in by_kind.keys() & set(columns):
                if kind != _own(schema) and log != "checks":
                    continue
                named = f"list_contains(?::varchar[], {kind})"
                query = warehouse.select(columns, f"records.{name(log)}", where=named)
                for row in warehouse.records(self._connection, query, [sorted(by_kind[kind])]):
                    for one in by_kind[kind][row[kind]]:
                        for column in columns:
                            if row[column] is not None:
                                found[one].setdefault(column, set()).add(row[column])
        return found

    def _touches(
        self, touched: Touched, control: str, kind: str, logs: set[str], links: Mapping[str, set[str]]
    ) -> bool:
        for log in logs & touched.keys():
            ids = touched[log]
            if log in _OFFICERS:
                asked = kind != "booking_id" or self._asks_officer
                hits = ["officer_id"] if asked else []
            elif _own(schemas()[log]) == kind:
                hits = [kind]
            else:
                hits = [one for one in ids if one != "officer_id"]
            if any(ids.get(one, set()) & links.get(one, set()) for one in hits):
                return True
        return False

    def _rows(self, schema: LogSchema, new: list[int], *, corrected: bool) -> dict[str, set[str]]:
        columns = [one for one in _LINKS if one in schema.columns]
        if not columns or not new:
            return {}
        table = f"records.{name(schema.name)}"
        if corrected:
            source = (
                f"{table} as rows_ join records.corrections as fix on fix.key = rows_.key and ("
                "(rows_.delivery_id = fix.delivery_id and rows_.line = fix.line) or "
                "(rows_.delivery_id = fix.earlier_delivery_id and rows_.line = fix.earlier_line))"
            )
            here = "fix.log = ? and list_contains(?::integer[], fix.delivery_id)"
            query = warehouse.select([f"rows_.{one}" for one in columns], source, where=here)
            rows: list[dict[str, Any]] = warehouse.records(self._connection, query, [schema.name, new])
        else:
            known = warehouse.select("key", table, where="not list_contains(?::integer[], delivery_id)")
            new_keys = f"list_contains(?::integer[], delivery_id) and key not in {warehouse.subquery(known)}"
            query = warehouse.select(columns, table, where=new_keys)
            rows = warehouse.records(self._connection, query, [new, new])
        return {one: {row[one] for row in rows if row[one] is not None} for one in columns}


def _own(schema: LogSchema) -> str:
    return schema.key[0] if len(schema.key) == 1 else ""


def _logs_read() -> dict[str, set[str]]:
    """Return the logs that each control reads, through the views it is built on."""
    views = {one.id: one for one in query_files.folder("intervals")}
    populations = {f"population_{one.id}": one for one in query_files.folder("populations")}
    known = {**views, **populations}
    found: dict[str, set[str]] = {}
    for control in query_files.folder("controls"):
        waiting, seen = [control, populations[f"population_{control.header['population']}"]], set()
        logs: set[str] = set()
        while waiting:
            file = waiting.pop()
            if (file.id, file.sha256) in seen or file.id in _OF_EVERY_LOG:
                continue
            seen.add((file.id, file.sha256))
            logs |= set(re.findall(r"\brecords\.([a-z_]+)", file.sql)) & schemas().keys()
            waiting += [known[one] for one in file.reads & known.keys()]
        found[control.id] = logs | set(control.header["needs"])
    return found


Outcomes = Mapping[tuple[str, str], str]


def attribute(
    moved: Iterable[tuple[str, str, str, str]],
    parts: Iterable[str],
    concerns: Concerns,
    same_inputs: Outcomes | None,
    same_policy: Outcomes | None,
) -> list[Change]:
    """Name the cause of each outcome that moved.

    `same_inputs` are the outcomes of the earlier records under today's rules, `same_policy` those of the earlier
    records and the earlier policy under today's queries; None where nothing else changed, or where they are not known.
    """
    parts, moves = set(parts), list(moved)
    links = concerns.links((control, item) for control, item, _, _ in moves)
    changes = []
    for control, item, before, after in moves:
        by_rules = same_inputs is not None and same_inputs.get((control, item), "absent") == after
        if "inputs" in parts and not by_rules:
            cause = concerns.cause(control, item, links[control, item])
        elif "policy" in parts and not (
            same_policy is not None and same_policy.get((control, item), "absent") == after
        ):
            cause = "policy_change"
        else:
            cause = "query_change" if "queries" in parts else "version_change"
        changes.append(Change(control=control, item=item, before=before, after=after, cause=cause))
    return changes
