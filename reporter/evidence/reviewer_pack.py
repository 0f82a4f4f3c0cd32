"""Makes of a full evidence pack one for reviewers: keyed pseudonyms, numbers for files, the same outcomes."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import audit_json, controls, policy_choices
from reporter.audit.case_ids import case_id, digest, in_fours
from reporter.config.log_schemas import LogSchema, schemas
from reporter.evidence import file_numbers, pack, policy_for_reviewers, tables
from reporter.files import digest_list
from reporter.warehouse import Connection, literal, name
from reporter.warehouse.query_files import filled

FOLDER = "pack-reviewer"
_ACTS = {"check": "check_id", "notification": "notification_id", "hold": "hold_id"}
_PEOPLE = ("officer_id", "person_id")  # who may be on a list: their pseudonyms are longer than any list
_ONLY = ".only."  # choices of rows by a column of theirs, which may hold ids
_NOBODY = {"facility_id"}  # ids that name no person and no record of one
_AS_THEY_ARE = ("period.json", "versions.json", "criteria.toml", "queries")
_AS_WRITTEN = {  # texts of a manifest that are no name
    "log": f"{{0}} in ({', '.join(map(literal, schemas()))})",
    "sha256": "{0} is null or regexp_full_match({0}, '[0-9A-Fa-f]{{64}}')",
}
# Files that name stays, or say what is withheld here: a digest of a short one tells whoever tries every number for it.
_THE_COUNTYS = ("exceptions.csv", "action-plan.csv", "policy.toml", "audit.json", "outcomes.parquet")


def write(edition: Path, spill: Path, key: bytes) -> str:
    """Write edition/pack-reviewer and its digest beside it, and return the root digest; the pack must be as filed.

    The same id has the same pseudonym in every table, and it is the case id of the state's report. Raises
    IntegrityError when the edition is not what was filed.
    """
    source, draft, final = edition / "pack", edition / f".draft-{FOLDER}", edition / FOLDER
    pack.root_as_filed(edition, "nothing was written")
    shutil.rmtree(draft, ignore_errors=True)
    data = draft / "data"
    (data / "records").mkdir(parents=True, mode=0o700)
    try:
        audit = audit_json.read_json(source / "data" / "audit.json")
        with warehouse.open_sandbox(spill, reads=source, writes=draft) as connection:
            files, numbers = _tables(connection, source / "data", data, key)
            told = file_numbers.without_names(_audit(connection, audit, key), numbers)
        pack.write_json(data / "audit.json", told)
        policy = policy_for_reviewers.without_names(source / "data" / "policy.toml", key)
        (data / "policy.toml").write_text(policy, encoding="utf-8", newline="\n")
        for one in _AS_THEY_ARE:
            copy = shutil.copytree if (source / "data" / one).is_dir() else shutil.copyfile
            copy(source / "data" / one, data / one)
        for one in ("verify.py", "rerun.sql"):
            shutil.copyfile(source / one, draft / one)
        filed = pack.edition_files(source)
        reports = {one: filed[one] for one in filed if one not in _THE_COUNTYS}
        (data / pack.EDITION_FILES).write_text(digest_list(reports), encoding="utf-8", newline="\n")
        label = f"{audit['period']['label']}/r{audit['edition']}"
        title = f"{audit['agency']}: evidence of {label}, for reviewers"
        pack.write_json(draft / "datapackage.json", pack.described(title, f"{label}-reviewer", files))
        readme = pack.readme(told, is_for_reviewers=True)
        (draft / "README.txt").write_text(readme, encoding="utf-8", newline="\n")
        shutil.rmtree(final, ignore_errors=True)
        draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return pack.seal(final, audit["agency"], f"{label} for reviewers")


def _tables(connection: Connection, source: Path, data: Path, key: bytes) -> tuple[list[str], dict[str, str]]:
    """Write every table with pseudonyms; return their names, and the number of each file by its name."""
    present = {path.relative_to(source).as_posix() for path in source.rglob("*.csv")}
    logs = {f"records/{log.name}.csv": log for log in schemas().values() if f"records/{log.name}.csv" in present}
    logs |= {file: log for log in schemas().values() for file in tables.halves(log, present)}
    from_ = {file: tables.reader(str(source / file), fields) for file, fields in tables.of_files(present).items()}
    ids = warehouse.union(
        [
            warehouse.select(f"{literal(column)} as kind, {name(column)} as id", from_[file])
            for file, log in logs.items()
            for column in _ids(log)
        ]
        + [warehouse.select(f"{literal(one)}, {one}", from_["quarantine.csv"]) for one in ("booking_id", "officer_id")]
        + [
            warehouse.select(f"{literal(log.key[0])}, key", from_["quarantine.csv"], where=f"log = {literal(log.name)}")
            for log in schemas().values()
            if len(log.key) == 1
        ]
    )
    warehouse.create(connection, "names", _pseudonyms(ids, key), kept=True)
    listed = [from_[file] for file, log in logs.items() if log.name == "deliveries"]
    numbers = file_numbers.create(connection, from_["delivered.csv"], listed)
    queries = {file: _records(log, from_[file]) for file, log in logs.items()}
    queries["delivered.csv"] = _delivered(from_["delivered.csv"])
    queries["quarantine.csv"] = _quarantine(from_["quarantine.csv"])
    if "as-delivered.csv" in present:
        queries["as-delivered.csv"] = _as_delivered(from_["as-delivered.csv"])
    if "lists.csv" in present:
        queries["lists.csv"] = warehouse.select("*", from_["lists.csv"])
    outcomes = warehouse.parquet_source(source / "outcomes.parquet")
    kinds = [f"({literal(control)}, {literal(kind)})" for control, kind in controls.item_kinds().items()]
    warehouse.create(connection, "kinds", f"from (values {', '.join(kinds)}) as kinds(control, kind)", kept=True)
    warehouse.create(connection, "decided", _outcomes(outcomes, key), kept=True)
    queries["outcomes.csv"] = warehouse.select("control, item, outcome, reason", "decided", order="control, item")
    in_doubt = "outcome in ('exception', 'undetermined')"
    queries["cases.csv"] = warehouse.select("control, item, case_id", "decided", where=in_doubt, order="control, item")
    for file, query in queries.items():
        warehouse.write_plain_csv(connection, query, data / file)
    warehouse.write_parquet(connection, filled("pack/outcomes_with_witnesses"), data / "outcomes.parquet")
    return list(queries), numbers


def _ids(log: LogSchema) -> list[str]:
    """Return the columns of a log that name a person, or a record of one."""
    return [one for one in log.of_kind("id") if one not in _NOBODY] if log.name != "deliveries" else []


def _pseudonyms(ids: str, key: bytes) -> str:
    """One row an id: its case id, or, should two ids have the same one, a longer one each."""
    return filled(
        "pack/pseudonyms",
        ids=ids,
        digest=digest(key, "kind", "id"),
        people=", ".join(map(literal, _PEOPLE)),
        person_case=in_fours("digest", 1, 32),
        case_id=in_fours("digest", 1, 12),
        rest=in_fours("digest", 33, 60),
    )


def _records(log: LogSchema, source: str) -> str:
    """A log's records: pseudonyms for ids, `withheld` for free texts, numbers counted from the facility's least.

    Two rows with one id in one delivery stay unlike each other although parts are withheld.
    """
    key = ", ".join(name(tables.own_column(column)) for column in log.key)
    twins = warehouse.select(f"delivery, {key}, true as is_doubled", source, group="all having count(*) > 1")
    parts, joins = [], [f"left join ({twins}) as twins using (delivery, {key})"]
    if "sequence_no" in log.columns:
        least = warehouse.select("facility_id, min(sequence_no::bigint) as least_no", source, group="all")
        joins.append(f"left join ({least}) as facilities using (facility_id)")
    for column in tables.of_log(log):
        own, kind = f"one.{name(column)}", log.kind(column) if column in log.columns else ""
        of_column = name(f"of_{column}")
        if column == "file_1" or column == "file":
            joins.append(f"left join files as {of_column} on {of_column}.name = {own}")
            own = f"{of_column}.number"
        elif column in _ids(log):
            same = f"{of_column}.kind = {literal(column)} and {of_column}.id = {own}"
            joins.append(f"left join names as {of_column} on {same}")
            own = f"{of_column}.alias"
        elif kind == "text":
            unlike = "case when is_doubled then ', line ' || one.line else '' end"
            own = f"case when {own} is not null then 'withheld' || {unlike} end"
        elif column == "sequence_no":
            own = f"{own}::bigint - least_no + 1"
        elif column == "birth_year":
            own = "null::varchar"
        elif log.name == "deliveries" and column in _AS_WRITTEN:  # of a manifest: any text may stand there
            own = f"case when {_AS_WRITTEN[column].format(own)} then {own} else 'withheld, line ' || one.line end"
        parts.append(f"{own} as {name(column)}")
    return warehouse.select(
        parts, f"{source} as one {' '.join(joins)}", order="one.delivery::integer, one.line::bigint"
    )


def _quarantine(source: str) -> str:
    """The rows that could not be read: their reasons and whom they name, nothing of their text."""
    kinds = [f"({literal(log.name)}, {literal(log.key[0])})" for log in schemas().values() if log.key[0] in _ids(log)]
    return filled("pack/quarantine_for_reviewers", quarantine=source, kinds_of_keys=", ".join(kinds))


def _as_delivered(source: str) -> str:
    """What stood in the files where the policy made another value of it, of the columns that name no person."""
    shown = [(log.name, column) for log in schemas().values() for column in log.columns if column not in log.withheld]
    shown = [one for one in shown if one != ("deliveries", "file")]
    among = ", ".join(f"({literal(log)}, {literal(column)})" for log, column in shown)
    return warehouse.select(
        "*", source, where=f'(log, "column") in ({among})', order='delivery::integer, line::bigint, "column"'
    )


def _delivered(source: str) -> str:
    """The files as delivered, with their digests and accounts, and a number in place of each name."""
    columns = (f"files.number as {name(one)}" if one == "file" else f"one.{name(one)}" for one in tables.DELIVERED)
    numbered = f"{source} as one left join files on files.name = one.file"
    return warehouse.select(columns, numbered, order="one.delivery::integer")


def _outcomes(source: str, key: bytes) -> str:
    """Every outcome with its item's pseudonym and its case id; an act is its kind and the record's pseudonym."""
    return filled(
        "pack/outcomes_under_pseudonyms",
        outcomes=source,
        kinds_of_records=", ".join(literal(log.key[0]) for log in schemas().values()),
        kinds_of_acts=" ".join(f"when {literal(act)} then {literal(kind)}" for act, kind in _ACTS.items()),
        act_case=in_fours(f"({digest(key, 'taken.kind', 'taken.item')})", 1, 12),
    )


def _audit(connection: Connection, audit: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """The figures as filed, with pseudonyms for items, but no answer's words and no count by personal attribute."""
    kinds = dict(warehouse.rows(connection, "select control, kind from kinds"))
    told: dict[str, Any] = json.loads(json.dumps(audit))
    told["measures"].pop("screening_by_group", None)
    answers = told.get("responses", {}).get("answers", [])
    for one in (*told["changes"], *answers):
        one["item"] = _alias(connection, kinds.get(one["control"], ""), one["item"], key)
    for one in answers:
        one |= dict.fromkeys(("reason_given", "authority", "name"), "withheld")
        if one["state"] != "matched":  # what an official wrote for a case id may be a number or a name
            one |= {"case_id": "withheld", "control": one["control"] if one["control"] in kinds else "withheld"}
    for one in told["choices"]:
        if one["setting"] == "inbox.ignore":
            one["value"] = policy_for_reviewers.patterns(one["value"])
        elif policy_choices.may_name_people(one["setting"], one["value"]) or _ONLY in one["setting"]:
            one["value"] = "withheld"
    for part in told.get("rests_on", {}).keys() & {"inputs", "policy"}:  # digests of names, and of values withheld
        told["rests_on"][part] = policy_for_reviewers.digest(key, part, told["rests_on"][part])
    return told


def _alias(connection: Connection, kind: str, item: str, key: bytes) -> str:
    """The pseudonym of one item, whether it is on record or was withdrawn."""
    act, _, bare = item.partition(":")
    if kind not in _ACTS.values() and act in _ACTS and bare:
        return f"{act}:{_alias(connection, _ACTS[act], bare, key)}"
    found = warehouse.rows(connection, "select alias from names where kind = ? and id = ?", [kind, item])
    return str(found[0][0]) if found else case_id(key, kind, item)
