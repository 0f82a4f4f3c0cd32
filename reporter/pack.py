"""Writes the evidence pack: all that is needed to compute an edition again without the county's machine."""

import json
import shutil
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reporter import __version__, bag, warehouse
from reporter.logs import LogSchema, schemas
from reporter.paths import data_dir
from reporter.policy import Policy
from reporter.terms import Audit
from reporter.warehouse import Connection, name

_VERIFIER = Path(__file__).parent / "verify.py"
_MOMENT = "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')"
_QUARANTINE = (
    "select delivery_id as delivery, delivered.log, delivered.file, line, array_to_string(reasons, ' ') as reasons, "
    "coalesce(key, '') as key, coalesce(booking_id, '') as booking_id, coalesce(officer_id, '') as officer_id, "
    "coalesce(array_to_string(cells, chr(31)), '') as cells, unmended, raw "
    "from records.quarantine join records.delivered using (delivery_id) order by delivery_id, line"
)
_DELIVERED = (
    "select delivery_id as delivery, log, file, sha256, repeated, received, accepted, quarantined, folded, "
    "not_this_log from records.delivered order by delivery_id"
)


def write(connection: Connection, edition: Path, audit: Audit, policy: Policy, outcomes: str) -> str:
    """Write edition/pack and edition/pack.sha256, and return the root digest.

    `outcomes` is the query for every outcome. The edition's audit.json must already be there. Every record of every
    log goes in, standing or corrected, since numbers, counts and coverage are judged over all of them.
    """
    pack = edition / "pack"
    data = pack / "data"
    (data / "records").mkdir(mode=0o700, parents=True)
    tables = {"delivered.csv": _DELIVERED, "quarantine.csv": _QUARANTINE}
    for log in schemas().values():
        if warehouse.one(
            connection, f"select count(*) from records.delivered where log = {warehouse.literal(log.name)}"
        ):
            tables[f"records/{log.name}.csv"] = _records(log)
    tables["outcomes.csv"] = f"select control, item, outcome, reason from ({outcomes}) order by control, item"
    for file, query in tables.items():
        warehouse.write_plain_csv(connection, query, data / file)
    _text(data / "policy.toml", policy.text)
    _json(data / "period.json", {"label": audit.period.label, "from": audit.period.first, "to": audit.period.last})
    _json(data / "versions.json", {"reporter": __version__} | {one: version(one) for one in ("duckdb", "tzdata")})
    shutil.copyfile(edition / "audit.json", data / "audit.json")
    for query_file in sorted(data_dir("queries").rglob("*.*")):
        place = data / "queries" / query_file.relative_to(data_dir("queries"))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(query_file, place)
    shutil.copyfile(_VERIFIER, pack / "verify.py")
    _json(pack / "datapackage.json", _datapackage(connection, audit, tables))
    _text(pack / "README.txt", _readme(audit))
    _text(pack / "rerun.sql", _rerun(tables))
    information = {
        "Source-Organization": audit.agency,
        "External-Description": f"Evidence of {audit.period.label}, edition r{audit.edition}",
        "External-Identifier": f"{audit.period.label}/r{audit.edition}",
    }
    root = bag.seal(pack, information)
    _text(edition / "pack.sha256", f"{root}  pack/{bag.ROOT_FILE}\n")
    return root


def _records(log: LogSchema) -> str:
    """Every record of a log: where it stands, each column as recorded, and after them the ends of each time."""
    columns = ["records.delivery_id as delivery", "delivered.file as file", "line"]
    for column in log.columns:
        stored = name(f"{column}_text") if log.kind(column) in ("time", "day") else f"records.{name(column)}"
        columns.append(f"{stored} as {name('file_1' if column == 'file' else column)}")
    for column in log.of_kind("time", "day"):
        for end in ("earliest", "latest"):
            columns.append(f"{_MOMENT.format(name(f'{column}_{end}'))} as {name(f'{column}_{end}')}")
    return (
        f"select {', '.join(columns)} from records.{log.name} as records "
        "join records.delivered as delivered using (delivery_id) order by records.delivery_id, line"
    )


def _datapackage(connection: Connection, audit: Audit, tables: dict[str, str]) -> dict[str, Any]:
    """Describe the tables as a Frictionless data package; every field is text as recorded, and may be empty."""
    resources = []
    for file, query in tables.items():
        fields = [row[0] for row in warehouse.rows(connection, f"describe {query}")]
        resources.append(
            {
                "name": file.removesuffix(".csv").replace("/", "-").replace("_", "-"),
                "path": f"data/{file}",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": [{"name": field, "type": "string"} for field in fields]},
            }
        )
    return {
        "profile": "tabular-data-package",
        "name": f"evidence-{audit.period.label.replace('..', '-to-').lower()}-r{audit.edition}",
        "title": f"{audit.agency}: evidence of {audit.period.label}, edition r{audit.edition}",
        "resources": resources,
    }


def _readme(audit: Audit) -> str:
    text = (data_dir("report_templates") / "pack" / "README.txt").read_text(encoding="utf-8")
    counts = "\n".join(
        f"  {one.id}: population {one.population}, met {one.met}, exception {one.exception}, "
        f"undetermined {one.undetermined}, out of scope {one.out_of_scope}"
        for one in audit.controls
    )
    said = asdict(audit.period) | {"agency": audit.agency, "edition": audit.edition, "sentence": audit.claim.sentence}
    return text.format(**said, counts=counts)


def _rerun(tables: dict[str, str]) -> str:
    """Statements for the plain duckdb program: the tables, and what the outcomes say."""
    lines = ["-- Run inside the pack's folder: duckdb < rerun.sql", ""]
    for file in tables:
        table = name(file.removesuffix(".csv").rpartition("/")[2])
        lines.append(f"create table {table} as from read_csv('data/{file}', header = true, all_varchar = true);")
    lines += ["", (data_dir("report_templates") / "pack" / "rerun.sql").read_text(encoding="utf-8")]
    return "\n".join(lines)


def _text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _json(path: Path, value: Any) -> None:
    _text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
