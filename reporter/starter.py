"""Writes a starter audit folder, and proposes the mapping of sample files without deciding anything in doubt."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

from reporter.errors import InputRefused, PolicyError
from reporter.logs import schemas
from reporter.sources import open_source
from reporter.sources.delivered import Parquet

_ROWS_READ = 50_000
_CODES_SHOWN = 50
_CODE_LENGTH = 30
_ENOUGH = 5  # times that all end in :00 before that says something on precision
_PERSONAL = re.compile(r"\d{4}|^[^\W\d]+\s*,\s*[^\W\d]+|\d[/-]\d")
_CLOCK = re.compile(r"(?P<gap>[ T]+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<part>\.\d+)?)?(?P<half> ?[AaPp][Mm])?")
_DAYS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "%Y-%m-%d"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)"), "slashed"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}"), "%d-%b-%Y"),
    (re.compile(r"[A-Za-z]{3} +\d{1,2},? \d{4}"), "%b %d %Y"),
    (re.compile(r"(?:19|20)\d{6}"), "%Y%m%d"),
)
_PRECISIONS = ("day", "hour", "minute", "second")
_SETTINGS = """
# How far each clock may be off. A log without `system` keeps its own clock; times of one system are compared without error.
# DECIDE: ask who keeps the clocks, and give logs of one clock the same `system`.
{systems}
[scope]
commitments = ["criminal_court"]          # the commitments whose stays are to be vetted
check_after_commitment = false            # true: a check counts only after committed_at
not_released = ["transfer", "to_other_agency", "death", "escape"]

[vetting]
final_results = ["clear", "wanted", "no_record", "undetermined"]
require_authorized_officer = false        # true: only a check by an authorised officer counts

[limits]
notify_within = "15m"
release_within = "4h"
claim_within = "1h"
record_within = "24h"
max_silence = "24h"
refresher_every = "none"                  # or months, such as "24mo"

[claim]
requires = ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"]
requires_one_of = ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"]

# Rules that forbid acts from a day on. DECIDE: which are in force here.
# [[regimes]]
# name = "State ban on 287(g) agreements"
# from = 2026-08-25
# to = 2027-01-01                         # optional
# forbids = ["check", "notification", "ice_hold"]
# status = "contested"
# citation = ""

[publish]
coordination = ""                         # reference of the recorded clearance; empty: nothing derived from the agreement is published
"""
_KEYS = """
# Keys of a [logs.NAME] table, all optional but files:
#   files = "bookings*"                   glob below inbox/
#   system = "jms"                        whose clock; without it the log's own
#   delimiter = ";"                       only where a file leaves a doubt
#   columns = { booking_id = "BookNo" }   canonical = "theirs"; unnamed ones keep their name
#   values.commitment = { "CC" = "criminal_court" }   "theirs" = canonical; other codes are quarantined
#   constants = { facility_id = "MAIN" }  columns the source lacks
#   only = { RecType = ["B"] }            rows to take; the others are counted as "not this log"
#   one_row_per = ["booking_id"]          a source with several rows a stay; rows that agree fold into one
#   timestamp_format = "%m/%d/%Y %H:%M"   ISO 8601 without it; a list if several are in use
#   precision = "minute"                  second, minute, hour or day; never finer than what is recorded
"""


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """One sample file: the log it looks like, and which of its columns is which; `columns` is canonical -> theirs."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    faulty_count: int
    log: str
    rivals: tuple[str, ...]
    columns: Mapping[str, str]

    def values(self, column: str) -> list[str]:
        """Return the filled values under a canonical column."""
        place = self.header.index(self.columns[column])
        return [text for cells in self.rows if (text := (cells[place] or "").strip())]


def start(folder: Path, files: Sequence[Path], *, parquet: Parquet | None = None) -> list[str]:
    """Write folder/policy.toml, inbox/ and reports/; return what the clerk does next. Never overwrites a policy."""
    policy = folder / "policy.toml"
    if policy.exists():
        raise PolicyError(f"{folder.name or '.'} already has a policy.toml. Choose another folder, or change that file.")
    text = propose(files, logs={name: schema.columns for name, schema in schemas().items()}, parquet=parquet)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("inbox", "reports"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        (folder / name).chmod(0o700)
    policy.write_text(text, encoding="utf-8")
    open_count = text.count("# DECIDE")
    return [
        f"Wrote policy.toml in {folder.name or '.'}.",
        f"1. Open policy.toml and settle the {open_count} lines marked DECIDE; none of them was guessed for you.",
        "2. Put the deliveries into inbox/, under names that the `files` of each log match.",
        "3. Run `reporter ingest`, then `reporter run --period` with a month such as 2026-10.",
    ]


def propose(
    files: Sequence[Path],
    *,
    logs: Mapping[str, Mapping[str, str]],
    agency: str = "Example County Sheriff's Office",
    timezone: str = "America/New_York",
    parquet: Parquet | None = None,
) -> str:
    """Return the text of a policy.toml; `logs` is log -> canonical column -> kind. No value but codes is copied."""
    known = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
    parts = [
        "# The policy of one audit: every choice the figures rest on. Lines marked DECIDE wait for a person.",
        "[agency]\n"
        f"name = {_quoted(agency)}   # DECIDE: as it is to be printed\n"
        f"timezone = {_quoted(timezone)}   # DECIDE: the zone the facility's clocks show",
        _KEYS.strip(),
    ]
    found: dict[str, list[_Sample]] = {}
    for path in files:
        try:
            sample = _read(path, logs, known, parquet)
        except InputRefused as refusal:
            parts.append(f"# DECIDE: a sample was refused: {_quoted(str(refusal))}")
            continue
        if sample.log:
            found.setdefault(sample.log, []).append(sample)
        else:
            parts.append(f"# DECIDE: {_quoted(sample.name)} looks like no log. Its columns: {_listed(sample.header)}")
    parts += [_mapped(samples, [path.name for path in files], logs[log], known) for log, samples in found.items()]
    parts += [_plain(log, columns, commented=bool(files)) for log, columns in logs.items() if log not in found]
    active = list(found) if files else list(logs)
    systems = "".join(f'[systems.{log}]\nclock_error = "90s"\n' for log in active)
    return "\n\n".join(parts) + "\n" + _SETTINGS.replace("{systems}", systems)


def _read(path: Path, logs: Mapping[str, Mapping[str, str]], known: dict[str, dict[str, dict[str, list[str]]]], parquet: Parquet | None) -> _Sample:
    with open_source(path, parquet=parquet) as source:
        rows = list(islice(source.rows, _ROWS_READ))
        header = source.header
    fits = {log: _columns(header, columns, known["columns"].get(log, {})) for log, columns in logs.items()}
    scores = {log: _score(log, fits[log], logs[log], path, known) for log in logs}
    best = max(scores, key=lambda log: scores[log])
    log = best if scores[best] > 0 else ""
    sound = tuple(row.cells for row in rows if not row.fault)
    rivals = tuple(one for one in logs if log and one != best and scores[one] == scores[best])
    return _Sample(name=path.name, header=header, rows=sound, faulty_count=len(rows) - len(sound), log=log, rivals=rivals, columns=fits[best])


def _score(log: str, fit: Mapping[str, str], columns: Mapping[str, str], path: Path, known: Mapping[str, Mapping[str, object]]) -> float:
    """Weigh the columns found, twice the required ones, and the file's name; none without two columns and half the required."""
    required = [column for column, words in columns.items() if words.endswith(" required")]
    hits = sum(column in fit for column in required)
    if len(fit) < 2 or 2 * hits < len(required):
        return 0
    words = known["files"].get(log, [])
    named = isinstance(words, list) and any(word in _plainly(path.name) for word in words)
    return hits + len(fit) + 3 * hits / len(required) + 2 * named


def _columns(header: Sequence[str], columns: Mapping[str, str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Find canonical columns by name, each of theirs used once; exact names are served before synonyms."""
    theirs = {_plainly(name): name for name in reversed(header)}
    fit: dict[str, str] = {}
    for column in columns:
        if (name := theirs.get(_plainly(column))) is not None:
            fit[column] = name
    for column in columns:
        for word in names.get(column, []):
            name = theirs.get(word)
            if column not in fit and name is not None and name not in fit.values():
                fit[column] = name
    return {column: fit[column] for column in columns if column in fit}
