"""Writes the evidence pack: all that is needed to compute an edition again without the county's machine."""

import json
import shutil
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reporter import __version__, warehouse
from reporter.audit import answers, audit_json
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.errors import IntegrityError
from reporter.evidence import bagit, signed_rules
from reporter.evidence import tables as packtables
from reporter.files import digest_list, read_digest_list, sha256_if_file, sha256_of
from reporter.ingest import deliveries, joined_rows
from reporter.model import Audit, not_run_because
from reporter.resources import data_dir
from reporter.warehouse import Connection, literal, name
from reporter.warehouse.query_files import filled

VERIFIER = Path(__file__).parent / "verify.py"
EDITION_FILES = "edition-files.sha256"
OUTCOMES = "outcomes.csv"
_WITH_THE_ROW_BEFORE = (
    "delivery_id, line, lag(delivery_id) over () as delivery_before, lag(line) over () as line_before"
)


def tables(connection: Connection) -> list[str]:
    """Return the tables that a pack of these records has, by file name below data/."""
    held = deliveries.delivered_logs(connection)
    halves = joined_rows.halves_held(connection, "records")
    tables = [table for log in schemas() if log in held for table in (log, *halves.get(log, {}).values())]
    return [
        "delivered.csv",
        "quarantine.csv",
        "as-delivered.csv",
        *(["lists.csv"] if warehouse.count(connection, "records.snapshot_lists") else []),
        *(f"records/{table}.csv" for table in tables),
        OUTCOMES,
    ]


def write_records(connection: Connection, edition: Path) -> None:
    """Write every table of edition/pack except the outcomes.

    Every record of every log goes in, standing or corrected, of any period, since numbers, counts and coverage are
    judged over all of them.
    """
    data = edition / "pack" / "data"
    (data / "records").mkdir(parents=True)
    queries = {
        "delivered.csv": filled("pack/delivered"),
        "quarantine.csv": filled("pack/quarantine"),
        "as-delivered.csv": filled("pack/as_delivered"),
    }
    queries["lists.csv"] = filled("pack/lists")
    files = tables(connection)
    for log in (one for one in schemas().values() if f"records/{one.name}.csv" in files):
        queries[f"records/{log.name}.csv"] = _records(connection, log)
        for file in packtables.halves(log, files):
            queries[file] = _records(connection, log, file.removeprefix("records/").removesuffix(".csv"))
    for file in files:
        if file != OUTCOMES:
            warehouse.write_plain_csv(connection, queries[file], data / file)


def write_outcomes(connection: Connection, edition: Path, outcomes: str) -> None:
    """Write the outcomes into edition/pack; `outcomes` is the query for every one, in order."""
    query = warehouse.select("control, item, outcome, reason", warehouse.subquery(outcomes))
    warehouse.write_plain_csv(connection, query, edition / "pack" / "data" / OUTCOMES)


def write(edition: Path, audit: Audit, policy: Policy, known: Collection[str], rerun: str) -> str:
    """Write edition/pack around its tables, and edition/pack.sha256, and return the root digest.

    `known` are the tables; `rerun` is the text of rerun.sql. Every other file of the edition must already be there:
    the pack keeps the digest of each.
    """
    pack = edition / "pack"
    data = pack / "data"
    inside = [path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()]
    files = {one: edition / one for one in inside if not one.startswith("pack/")}
    _text(data / EDITION_FILES, digest_list({one: sha256_of(path) for one, path in files.items()}))
    _text(data / "policy.toml", policy.text)
    if signature := str(audit.rests_on.get("rules_signature", "")):
        _text(data / signed_rules.RULES, signed_rules.signed_text(policy.text.encode()))
        _text(data / f"{signed_rules.RULES}.sig", signature)
    write_json(data / "period.json", {"label": audit.period.label, "from": audit.period.first, "to": audit.period.last})
    programs = ("duckdb", "great-expectations", "tzdata")
    write_json(data / "versions.json", {"reporter": __version__} | {one: version(one) for one in programs})
    for one in ("audit.json", "outcomes.parquet"):
        shutil.copyfile(edition / one, data / one)
    _queries(data)
    shutil.copyfile(VERIFIER, pack / "verify.py")
    _text(pack / "rerun.sql", rerun)
    label = f"{audit.period.label}/r{audit.edition}"
    write_json(pack / "datapackage.json", described(f"{audit.agency}: evidence of {label}", label, known))
    _text(pack / "README.txt", readme(audit_json.read_json(data / "audit.json"), is_for_reviewers=False))
    return seal(pack, audit.agency, label)


def root_as_filed(edition: Path, undone: str) -> str:
    """Return the root digest of an edition that still is as it was filed, its pack and every other file.

    Raises IntegrityError naming what is not; `undone` says what was not done because of it.
    """
    known = edition / "pack.sha256"
    if not known.is_file():
        raise IntegrityError(f"{edition.name} has no pack.sha256. Restore it; {undone}.")
    root = known.read_text(encoding="ascii").split()[0]
    faults = bagit.faults(edition / "pack", root)
    if not faults:
        listed, _ = read_digest_list((edition / "pack" / "data" / EDITION_FILES).read_bytes())
        faults = [f"{one} was changed" for one in listed if sha256_if_file(edition / one) != listed[one]]
    if faults:
        raise IntegrityError(f"This is not the edition as filed: {'; '.join(faults)}. {undone.capitalize()}.")
    return root


def edition_files(pack: Path) -> dict[str, str]:
    """Return the digest of each file that was filed with a pack, by its name."""
    listed = (pack / "data" / EDITION_FILES).read_text(encoding="utf-8").splitlines()
    return {line[66:]: line[:64] for line in listed}


def seal(pack: Path, agency: str, label: str) -> str:
    """Seal a pack, shut it to other users, and write its root digest beside it; return that digest."""
    information = {
        "Source-Organization": agency,
        "External-Description": f"Evidence of edition {label}",
        "External-Identifier": label,
    }
    root = bagit.seal(pack, {key: " ".join(value.split()) for key, value in information.items()})
    for path in (pack, *pack.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    _text(pack.with_name(f"{pack.name}.sha256"), f"{root}  {pack.name}/{bagit.ROOT_FILE}\n")
    return root


def described(title: str, label: str, files: Collection[str]) -> dict[str, Any]:
    """Describe tables as a Frictionless data package: a recorded text stays text, what the reporter says is typed."""
    return {
        "profile": "tabular-data-package",
        "name": f"evidence-{label.replace('..', '-to-').replace('/', '-').lower()}",
        "title": title,
        "resources": [_resource(file, fields) for file, fields in packtables.of_files(files).items()],
    }


def _resource(file: str, fields: Mapping[str, str]) -> dict[str, Any]:
    needed = {"constraints": {"required": True}}
    keys = ("delivery", "line", "control", "item", "outcome", "unmended", "repeated")
    schema = {
        "fields": [
            {"name": field, "type": type_}
            | (needed if field in keys and not (file.startswith("records/") and type_ != "integer") else {})
            for field, type_ in fields.items()
        ]
    }
    return {
        "name": file.removesuffix(".csv").replace("/", "-").replace("_", "-"),
        "path": f"data/{file}",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _records(connection: Connection, log: LogSchema, half: str = "") -> str:
    """Every record of a log, or of one kind of its joined files: where it stands, and each column.

    Times are as recorded, codes as the policy reads them.
    What a joined file fills is recorded there, and empty in the log's own records.
    They lie in the order they came in, mostly: then nothing need be sorted.
    """
    files = dict(warehouse.rows(connection, "select delivery_id, file from records.delivered"))
    known = ", ".join(literal(files.get(number, "")) for number in range(1, max(files, default=0) + 1))
    columns = ["delivery_id as delivery", f"([{known}]::varchar[])[delivery_id] as file", "line"]
    filled = {} if half else joined_rows.filled(connection, log)
    for column in log.columns:
        stored = name(f"{column}_text") if log.kind(column) in ("time", "day") else f"records.{name(column)}"
        if column in filled:
            stored = f"case when records.delivery_id not in ({', '.join(map(str, filled[column]))}) then {stored} end"
        columns.append(f"{stored} as {name(packtables.own_column(column))}")
    unordered = warehouse.one(
        connection,
        warehouse.count_of_rows(
            warehouse.subquery(warehouse.select(_WITH_THE_ROW_BEFORE, f"records.{half or log.name}")),
            where="delivery_id < delivery_before or (delivery_id = delivery_before and line < line_before)",
        ),
    )
    in_order = "records.delivery_id, line" if unordered else ""
    return warehouse.select(columns, f"records.{half or log.name} as records", order=in_order)


def _queries(data: Path) -> None:
    for query_file in sorted(path for path in data_dir("queries").rglob("*.*") if path.is_file()):
        place = data / "queries" / query_file.relative_to(data_dir("queries"))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(query_file, place)
    shutil.copyfile(data_dir("queries") / "criteria.toml", data / "criteria.toml")


def readme(audit: Mapping[str, Any], *, is_for_reviewers: bool) -> str:
    """Return the README.txt of a pack with this audit.json."""
    name = "README-reviewer.txt" if is_for_reviewers else "README.txt"
    text = (data_dir("report_templates") / "pack" / name).read_text(encoding="utf-8")
    counts = "\n".join(f"  {one['id']}: {not_run_because(one) or _figures(one)}" for one in audit["controls"])
    period, number = audit["period"], audit["edition"]
    return text.format(
        label=f"{period['label']}/r{number}" if is_for_reviewers else period["label"],
        first=period["from"],
        last=period["to"],
        edition=number,
        agency=audit["agency"],
        answers="\n".join(answers.as_text(answers.of_edition(audit))),
        counts=counts,
    )


def _figures(one: Mapping[str, Any]) -> str:
    return (
        f"population {one['population']}, met {one['met']}, exception {one['exception']}, "
        f"undetermined {one['undetermined']}, not covered by this rule {one['out_of_scope']}"
    )


def _text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write one JSON file, the same bytes each time."""
    _text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
