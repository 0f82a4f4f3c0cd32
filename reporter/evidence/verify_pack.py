"""Holds an evidence pack against itself three ways: its digests, the engine's recomputation, and verify.py's."""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reporter import __version__, warehouse
from reporter.audit import answers, audit_json, controls, expectations, views
from reporter.audit.decide_again import ConnectionPool
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.config.policy import Policy
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import bagit, compare_audit, compare_choices, pack, rerun_sql, signed_rules, tables
from reporter.evidence.ssh_signatures import check
from reporter.files import read_digest_list, sha256_if_file, sha256_of_content
from reporter.ingest import deliveries
from reporter.model import Progress
from reporter.resources import data_dir
from reporter.text import on_one_line

_HOSTILE = (
    *(warehouse.SqlError, csv.Error, OSError, UnicodeError, RecursionError),
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError),
)
CERTIFICATION = "certification.txt"
_SHOWN, _SAID = 20, "control, item, outcome, reason"  # items whose evidence differs, and what is compared


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a pack is to be held against, beside itself; what is empty is not asked, or looked for beside the pack."""

    root: str = ""
    report: Path | None = None
    allowed_signers: Path | None = None


@dataclass(kw_only=True)
class Verified:
    """What was found: nothing differs when `differences` is empty."""

    root_digest: str
    claim: str = ""
    sentence: str = ""
    answers: list[str] = field(default_factory=list)
    outcome_count: int = 0
    signed_by: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(place: Path, asked: Asked, tell: Progress) -> Verified:
    """Check a pack's digests, recompute it twice, and name all that differs; no program of another version is run."""
    place = place.resolve()
    known = asked.root or _root_beside(place)
    tell("checking every file's digest")
    found = Verified(root_digest=known, differences=[f"digest: {one}" for one in bagit.faults(place, known)])
    if not known:
        found.remarks.append("No root digest was given and none lies beside the pack: it was held against itself.")
    if found.differences:
        return found
    found.root_digest = bagit.root_digest(place)
    try:
        _belongs(place, asked, found)
        _compute(place, found, tell)
    except _HOSTILE as error:  # a pack may hold anything: other types, other files, numbers without end
        raise IntegrityError(f"The pack cannot be read: {type(error).__name__}. It is damaged, or forged.") from error
    tell("running the second implementation")
    found.differences += _second_opinion(place)
    return found


def _compute(place: Path, found: Verified, tell: Progress) -> None:
    """Compute all that a pack says from its records, and name what differs."""
    _same_program(place, found)
    tell("computing the outcomes again from the records")
    data = place / "data"
    audit = audit_json.read_json(data / "audit.json")
    found.claim, found.sentence = str(audit["claim"]["state"]), on_one_line(str(audit["claim"]["sentence"]))
    found.differences += _period_differs(data, audit)
    with _records(data) as (folder, policy):
        found.outcome_count = _recompute(folder, data, policy, audit, found.differences)
    if not found.differences:
        found.answers = answers.as_text(answers.of_edition(audit))


def _period_differs(data: Path, audit: Mapping[str, Any]) -> list[str]:
    try:
        own = period(str(audit["period"]["label"]))
    except PolicyError as error:
        raise IntegrityError("The pack's audit.json names no period. It is damaged, or forged.") from error
    days = {"label": own.label, "from": own.first, "to": own.last}
    said = {"audit.json": audit["period"], "period.json": audit_json.read_json(data / "period.json")}
    return [f"period: {one} does not name the days of {own.label}" for one, value in said.items() if value != days]


def _root_beside(place: Path) -> str:
    """Return the root digest that lies beside the pack, also if the pack itself was given another name."""
    names = [f"{place.name}.sha256", *([] if (place.parent / "pack").is_dir() else ["pack.sha256"])]
    for path in (place.parent / name for name in names):
        if path.is_file():
            return (path.read_text(encoding="ascii", errors="replace").split() or [""])[0]
    return ""


def _belongs(place: Path, asked: Asked, found: Verified) -> None:
    """Hold a report, the signatures and the certification against the pack."""
    if asked.report:
        found.differences += _report(place, asked.report)
    certified = place.parent / CERTIFICATION
    if certified.is_file() and place.name == "pack":
        said = certified.read_text(encoding="utf-8", errors="replace")
        if found.root_digest not in said:
            found.differences.append(f"certification: {CERTIFICATION} does not name this pack's root digest")
    signatures = {f"{place.name}.sig": place / bagit.ROOT_FILE}
    if certified.is_file():
        signatures[f"{CERTIFICATION}.sig"] = certified
    rules = place / "data" / signed_rules.RULES
    if rules.is_file():
        signatures[f"{place.name}/data/{rules.name}.sig"] = rules
        found.differences += [
            f"{rules.name}: {one} is not what was signed" for one in signed_rules.unsigned_files(place / "data")
        ]
    present = [one for one in signatures if (place.parent / one).is_file()]
    if not asked.allowed_signers:
        found.remarks += [f"{one} was not checked: give --allowed-signers." for one in present]
        return
    if f"{place.name}.sig" not in present:
        found.differences.append(f"signature: there is no {place.name}.sig beside the pack")
    allowed = asked.allowed_signers.read_text(encoding="utf-8", errors="replace")
    for one in present:
        signature = (place.parent / one).read_text(encoding="ascii", errors="replace")
        checked = check(signatures[one].read_bytes(), signature, allowed)
        if checked.fault and checked.is_sound and signatures[one] == rules:  # another may sign the rules than the pack
            found.remarks.append(f"{one}: {checked.fault}.")
        elif checked.fault:
            found.differences.append(f"signature: {one}: {checked.fault}")
        else:
            found.signed_by += [f"{one}: {who}" for who in checked.signers]


def _report(place: Path, report: Path) -> list[str]:
    """Tell whether a report file is one that was filed together with this pack."""
    digests, _ = read_digest_list((place / "data" / pack.EDITION_FILES).read_bytes())
    own = sha256_if_file(report)
    if not own:
        raise PolicyError(f"{report.name} is no file. Name the report that came with the pack.")
    if own in digests.values():
        return []
    if report.name in digests:
        return [f"report: {report.name} is not the {report.name} that was filed with this pack"]
    return [f"report: {report.name} is none of the files that were filed with this pack"]


def _same_program(place: Path, found: Verified) -> None:
    """Name each query and program file that is not this version's; of the pack's own version each must be."""
    data = place / "data"
    then = audit_json.read_json(data / "versions.json").get("reporter")
    installed = data_dir("queries")
    ours = {path.relative_to(installed).as_posix(): path for path in installed.rglob("*.*") if path.is_file()}
    theirs = {path.relative_to(data / "queries").as_posix() for path in (data / "queries").rglob("*") if path.is_file()}
    other = [
        f"data/queries/{one}"
        for one in sorted(ours.keys() | theirs)
        if sha256_if_file(data / "queries" / one) != (sha256_if_file(ours[one]) if one in ours else "")
    ]
    if sha256_if_file(place / "verify.py") != sha256_if_file(pack.VERIFIER):
        other.append("verify.py")
    if sha256_if_file(data / "criteria.toml") != sha256_if_file(data / "queries" / "criteria.toml"):
        found.differences.append("program: data/criteria.toml is not data/queries/criteria.toml")
    if not isinstance(then, str):
        found.differences.append("program: data/versions.json names no version of the program")
    if other and then == __version__:
        found.differences += [f"program: {one} is not that of version {then}, which the pack names" for one in other]
    elif other:
        found.remarks.append(
            f"The pack was made by version {then}, and this is {__version__}. Not the same are: {', '.join(other)}. "
            "This version's were used. Install that version to use the pack's."
        )


@contextmanager
def _records(data: Path) -> Iterator[tuple[Path, Policy]]:
    """Give a folder with a warehouse made of the pack's records alone, each time read again from its text."""
    try:
        policy = policies.load(data / "policy.toml")
    except PolicyError as error:
        raise IntegrityError(f"The pack's policy.toml is none that this program runs with: {error}") from error
    present = {path.relative_to(data).as_posix() for path in data.rglob("*.csv")}
    for file, fields in tables.of_files(present).items():
        with (data / file).open(encoding="utf-8", newline="") as table:
            if next(csv.reader(table), []) != list(fields):
                raise IntegrityError(f"data/{file} has not the columns that it must have. It is damaged.")
    with tempfile.TemporaryDirectory(prefix="reporter-verify-") as made:
        folder = Path(made).resolve()
        with warehouse.open_writable(folder) as connection:
            connection.execute(f"set allowed_directories = {warehouse.allowed((folder, data))}")
            for statement in (
                *tables.records(policy, str(data), present),
                *tables.corrections(policy, str(data), present),
            ):
                connection.execute(statement)
        yield folder, policy


def _recompute(folder: Path, data: Path, policy: Policy, audit: dict[str, Any], differences: list[str]) -> int:
    made: dict[str, Any]
    with warehouse.open_read_only(folder) as connection:
        connection.execute(f"set allowed_directories = {warehouse.allowed((folder, data))}")
        filed = tables.reader(str(data / "outcomes.csv"), tables.OUTCOMES)
        warehouse.create(connection, "filed", warehouse.select("*", filed), kept=True)
        evidence = data / "outcomes.parquet"
        if evidence.is_file():
            source = warehouse.parquet_source(evidence)
            warehouse.create(connection, "filed_evidence", warehouse.select(_SAID, source), kept=True)
        else:
            differences.append("engine: data/outcomes.parquet is not there")
        warehouse.lock_down(connection)
        views.build(connection, policy, period(str(audit["period"]["label"])))
        delivered = deliveries.delivered_logs(connection)
        decided = controls.run(connection, policy, delivered)
        own = warehouse.subquery(controls.outcomes_query(decided))
        count = warehouse.count(connection, own)
        for control, item, was, now in warehouse.rows(connection, _differing_outcomes(own)):
            differences.append(
                f"engine: {control}: {item}: the pack says {was or 'nothing'}, the engine says {now or 'nothing'}"
            )
        if evidence.is_file():
            differences += [
                f"engine: {control}: {item}: data/outcomes.parquet has another outcome or reason"
                for control, item in warehouse.rows(connection, _differing_evidence(own))
            ]
        missing = {"fields_complete": {"missing_share": views.missing_share_by_field(connection)}}
        legs = expectations.run(connection, policy, delivered, missing)
        unread_count = len(audit.get("rests_on", {}).get("unread_files", []))
        made = compare_audit.made_anew(connection, policy, delivered, decided, legs, unread_count)
        with ConnectionPool(folder, period(str(audit["period"]["label"])), delivered) as pool:
            chosen = compare_choices.listed_again(connection, policy, pool, decided, legs, audit)
        is_for_reviewers = (data / "cases.csv").is_file()
        given = compare_audit.answers(audit)
        differences += compare_audit.answers_differ(audit, connection, own, decided)
        differences += compare_audit.sources(audit, connection, given, is_for_reviewers=is_for_reviewers)
    differences += compare_audit.differences(audit, made, is_for_reviewers=is_for_reviewers)
    differences += compare_choices.differences(audit, chosen, is_for_reviewers=is_for_reviewers)
    if audit_json.read_json(data / "versions.json").get("reporter") == __version__:
        differences += compare_audit.unknown(audit, made, __version__)
        present = {path.relative_to(data).as_posix() for path in data.rglob("*.csv")}
        rerun = rerun_sql.script(policy, period(str(audit["period"]["label"])), decided, present)
        if sha256_if_file(data.parent / "rerun.sql") != sha256_of_content(rerun):
            differences.append("program: rerun.sql is not what this version writes")
        if not differences:  # then audit.json is as it must be
            readme = pack.readme(audit, is_for_reviewers=is_for_reviewers)
            if sha256_if_file(data.parent / "README.txt") != sha256_of_content(readme):
                differences.append("program: README.txt is not what this version writes")
    return count


def _differing_evidence(own: str) -> str:
    """Return a query of the first items of which `filed_evidence` has another outcome or reason than a source."""
    one, other = (warehouse.select(_SAID, source) for source in ("filed_evidence", own))
    apart = warehouse.subquery(warehouse.union([f"({one} except all {other})", f"({other} except all {one})"]))
    return warehouse.select("distinct control, item", apart, order=f"all limit {_SHOWN}")


def _differing_outcomes(own: str) -> str:
    """Return a query of each item that the table `filed` and a source do not have once each, and alike."""
    said = "control, item, outcome || ' ' || reason as said"
    sides = [warehouse.select(f"1 as side, {said}", "filed"), warehouse.select(f"2 as side, {said}", own)]
    return warehouse.select(
        "control, item, string_agg(said, ' and ' order by said) filter (where side = 1), "
        "max(said) filter (where side = 2)",
        warehouse.subquery(warehouse.union(sides)),
        group="control, item having count(*) <> 2 or count(said) <> 2 or count(distinct said) <> 1",
        order="control, item",
    )


def _second_opinion(place: Path) -> list[str]:
    """Run this version's verify.py in a process of its own; where the pack's is another, that has been said.

    Nothing of the machine's Python settings reaches it, and it reads the pinned zone data as the engine does.
    """
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")} | {"PYTHONTZPATH": ""}
    called = [sys.executable, "-P", "-s", str(pack.VERIFIER), str(place)]
    done = subprocess.run(called, env=own, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == 0:
        return []
    said = [line.removeprefix("differs: ") for line in done.stdout.splitlines() if line.startswith("differs: ")]
    last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
    return [f"verify.py: {one}" for one in said] or [f"verify.py: {on_one_line(last)}"]
