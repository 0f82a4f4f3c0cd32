"""Report problems in an audit folder, and what a run would do. Nothing of the folder is changed."""

import json
import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from reporter import warehouse
from reporter.config import policy as policies
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import code_lists, schemas
from reporter.config.period import period
from reporter.config.policy import Policy
from reporter.editions import basis, case_key, ledger_check, store
from reporter.errors import InputRefused, ReporterError
from reporter.evidence import signed_rules
from reporter.ingest import readers
from reporter.ingest.readers.source_file import visible
from reporter.options import USUAL, RunOptions
from reporter.text import MOST_CODES, count_of, is_codelike, name_shown
from reporter.workflows import inbox_files, inbox_signs, mapping_signs, trial
from reporter.workflows.diagnostic import Diagnostic, State

LEAST_FREE_BYTES = 2 * 1024**3
_LIBRARIES = ("duckdb", "great-expectations", "jinja2", "tzdata")


_DERIVED = (
    "An older version made the case key from a delivered file: who has that file can find out whom a case id means. "
    "Run: reporter rotate-key"
)


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A quarantined row: where it stands, each reason, and its text as delivered."""

    log: str
    file: str
    line: int
    reasons: tuple[str, ...]
    mended: bool
    raw: str


def examine(folder: Path, options: RunOptions = USUAL) -> list[Diagnostic]:
    """Return every sign; the folder is only read."""
    signs = [Diagnostic(name="versions", state="well", words=", ".join(f"{one} {version(one)}" for one in _LIBRARIES))]
    try:
        who = signed_rules.signers(folder, options.signers)
        policy = policies.load(folder / "policy.toml")
    except ReporterError as error:
        return [*signs, Diagnostic(name="policy.toml", state="stop", words=str(error), exit_code=error.exit_code)]
    signs.append(
        Diagnostic(
            name="policy.toml", state="well", words=f"read; {count_of(len(policy.logs), 'log')}, zone {policy.timezone}"
        )
    )
    signs += [Diagnostic(name="policy.toml", state="look", words=words) for words in still_open(policy)]
    if who:
        signs.append(
            Diagnostic(name="rules.txt.sig", state="well", words=f"policy and queries are signed by {', '.join(who)}")
        )
    if case_key.is_derived(folder):
        signs.append(Diagnostic(name="case key", state="look", words=_DERIVED))
    signs += [*_permissions(folder), _disk(folder), _spill(folder), _ledger(folder)]
    if not (folder / "inbox").is_dir():
        return [*signs, Diagnostic(name="inbox", state="stop", words="There is no inbox/. Make it.", exit_code=2)]
    if any(one.name == "writing" for one in signs):  # no room can be made to try the files in
        return [*signs, *_core(policy)]
    try:
        tried = trial.intake(folder, policy, options)
    except ReporterError as error:
        name = "inbox" if isinstance(error, InputRefused) else "warehouse.duckdb"
        return [*signs, Diagnostic(name=name, state="stop", words=str(error), exit_code=error.exit_code)]
    signs += [*inbox_signs.signs(folder, policy, tried), *mapping_signs.signs(folder, policy)]
    if all(one.state != "stop" for one in signs):
        signs += _since(folder)
    return [*signs, *_aside(folder), *_core(policy)]


def unread(folder: Path) -> list[Unread]:
    """Return the rows in quarantine, in order of delivery and line."""
    if not (folder / "warehouse.duckdb").is_file():
        return []
    with warehouse.open_read_only(folder) as connection:
        found = warehouse.rows(
            connection,
            "select delivered.log, delivered.file, line, reasons, not unmended, raw from records.quarantine "
            "join records.delivered using (delivery_id) order by delivery_id, line",
        )
    return [
        Unread(log=log, file=file, line=line, reasons=tuple(reasons), mended=mended, raw=raw)
        for log, file, line, reasons, mended, raw in found
    ]


def still_open(policy: Policy) -> list[str]:
    """Say how many choices of the policy wait for a person, if any do."""
    count = policy.text.count("# DECIDE")
    return [f"{count_of(count, 'line')} still marked DECIDE. Settle each, and take the mark away."] if count else []


def reminders(folder: Path) -> list[str]:
    """Say with a report what of the policy is still open, and whether the case key should be changed."""
    derived = [_DERIVED] if case_key.is_derived(folder) else []
    return [*derived, *(f"policy.toml: {words}" for words in still_open(policies.load(folder / "policy.toml")))]


def codes_to_map(folder: Path, rows: Sequence[Unread], *, least: int = 1) -> list[str]:
    """Write, for each column in which rows hold codes that the policy does not map, the line that it wants.

    Each open code is given the meaning "?", which no policy is read with: a person has to write what it means. Values
    that do not look like codes are left out, those that fewer than `least` rows have, and a column of more values than
    codes can be.
    """
    policy = policies.load(folder / "policy.toml")
    found = dict.fromkeys(
        (one.log, reason.partition(":")[2])
        for one in rows
        for reason in one.reasons
        if reason.startswith("unknown_code:") and not one.mended
    )
    lines = []
    for log, column in found:
        mapping = policy.logs.get(log)
        open_ones = (
            _open_codes(folder, mapping, column, {one.file for one in rows if one.log == log}, least) if mapping else []
        )
        if mapping and open_ones:
            known = code_lists()[schemas()[log].columns[column].split()[0].removeprefix("code:")]
            meanings = {**mapping.values.get(column, {}), **dict.fromkeys(open_ones, "?")}
            pairs = ", ".join(
                f"{json.dumps(one, ensure_ascii=False)} = {json.dumps(means)}" for one, means in meanings.items()
            )
            lines += [f"under [logs.{log}], each ? one of {', '.join(known)}:", f"values.{column} = {{ {pairs} }}"]
    return lines


def _open_codes(folder: Path, mapping: LogPolicy, column: str, names: set[str], least: int) -> list[str]:
    """Read the files again for the codes of one column that are not mapped."""
    codes: Counter[str] = Counter()
    meant = mapping.values.get(column, {})
    for path in sorted(inbox_files.files(folder / "inbox", mapping)):
        if path.relative_to(folder / "inbox").as_posix() not in names or path.suffix.lower() == ".parquet":
            continue
        try:
            with readers.open_source(path, layout=mapping, expected=mapping.theirs(column).names) as source:
                place = source.header.index(mapping.theirs(column).alone or column)
                codes.update(visible(row.cells[place]) for row in source.rows if not row.fault)
        except (InputRefused, ValueError):
            continue
    if len(codes) > MOST_CODES:
        return []
    canonical = {one for known in code_lists().values() for one in known}
    often = (one for one, count in codes.items() if one and count >= least)
    return sorted(one for one in often if one not in meant and one not in canonical and is_codelike(one))


def _since(folder: Path) -> Iterator[Diagnostic]:
    """Say which files were taken in since the newest edition of the latest period: a run of it would rest on them."""
    labels = {label: period(label).last for label, _ in store.all_editions(folder)}
    if not labels or not (folder / "warehouse.duckdb").is_file():
        return
    label = max(labels, key=lambda one: (labels[one], one))
    number = store.latest(folder, label)
    with warehouse.open_read_only(folder) as connection:
        held = warehouse.rows(connection, "select log, file, sha256 from records.delivered order by delivery_id")
    known = basis.known_deliveries(basis.basis_of(store.filed(folder, label, number)))
    if since := [name_shown(one[1]) for one in dict.fromkeys(held) if one not in known]:
        words = (
            f"taken in since {label}/r{number} was filed: {', '.join(since)}. If that edition should rest on it, run: "
            f"reporter run --period {label}. It would file a further edition."
        )
        yield Diagnostic(name="editions", state="look", words=words)


def _aside(folder: Path) -> Iterator[Diagnostic]:
    """Say how many rows wait in quarantine."""
    waiting = [one for one in unread(folder) if not one.mended]
    if waiting:
        words = (
            f"{count_of(len(waiting), 'row')} could not be read. Run `reporter quarantine`: it says why and what to do."
        )
        yield Diagnostic(name="quarantine", state="look", words=words)


def _permissions(folder: Path) -> Iterator[Diagnostic]:
    open_ones = [
        path.name or "the folder"
        for path in (folder, folder / "inbox", folder / "warehouse.duckdb", folder / ".case-key", folder / "reports")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        words = f"Others on this machine may read {', '.join(open_ones)}. Run: chmod -R go-rwx on this folder."
        yield Diagnostic(name="permissions", state="look", words=words)
    else:
        yield Diagnostic(name="permissions", state="well", words="only you can read the folder")
    if not os.access(folder, os.W_OK):
        words = "The folder cannot be written to. Ask who owns it, or copy it to a place of your own."
        yield Diagnostic(name="writing", state="stop", words=words, exit_code=11)


def _disk(folder: Path) -> Diagnostic:
    free = shutil.disk_usage(folder).free
    state: State = "well" if free >= LEAST_FREE_BYTES else "look"
    return Diagnostic(name="disk", state=state, words=f"{free / 1024**3:.0f} GB free")


def _spill(folder: Path) -> Diagnostic:
    left = [path for path in (folder / ".spill").rglob("*") if path.is_file()]
    if left:
        words = (
            f"{len(left)} temporary files are left in .spill/ from a run that was stopped; the next run clears them."
        )
        return Diagnostic(name="temporary files", state="look", words=words)
    return Diagnostic(name="temporary files", state="well", words="none left over")


def _ledger(folder: Path) -> Diagnostic:
    """Hold the editions filed against the ledger."""
    try:
        book = ledger_check.hold(folder, "A run would file nothing.")
    except ReporterError as error:
        return Diagnostic(name="ledger", state="stop", words=str(error), exit_code=error.exit_code)
    if not book.lines and store.all_editions(folder):
        words = "The editions were filed by an older version. The next run takes them over into reports/ledger.jsonl."
        return Diagnostic(name="ledger", state="look", words=words)
    count = count_of(len(book.editions()), "edition")
    return Diagnostic(name="ledger", state="well", words=f"{count} as filed; ledger digest {book.digest}")


def _core(policy: Policy) -> Iterator[Diagnostic]:
    for log in (one.name for one in schemas().values() if one.core):
        if log not in policy.logs:
            words = f"policy.toml has no [logs.{log}]: what rests on it cannot be tested, and no claim is made."
            yield Diagnostic(name=f"log {log}", state="look", words=words)
    if "deliveries" not in policy.logs:
        words = (
            "There is no manifest of deliveries. Each log is taken to be complete from its first event to its last, no "
            "further, and no claim is demonstrated that needs the logs to cover the period. Ask for a list of the "
            "files with log, file, covers_from, covers_to and rows."
        )
        yield Diagnostic(name="log deliveries", state="look", words=words)
