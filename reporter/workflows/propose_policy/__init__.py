"""Writes a starter audit folder, and proposes the mapping of sample files without deciding anything in doubt."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import fill

from reporter.config import zones
from reporter.config.log_policy import LOG_KEYS
from reporter.config.log_schemas import schemas
from reporter.errors import PolicyError
from reporter.ingest.readers.source_file import Parquet
from reporter.resources import make_folder
from reporter.workflows.propose_policy.asking import BACK, Ask, Interview, meanings, shown, unattended
from reporter.workflows.propose_policy.check_statuses import by_status
from reporter.workflows.propose_policy.columns import Known
from reporter.workflows.propose_policy.composed_ids import composed
from reporter.workflows.propose_policy.gather import Gatherer, Unused
from reporter.workflows.propose_policy.links import linked
from reporter.workflows.propose_policy.lists import with_lists_asked
from reporter.workflows.propose_policy.name_words import with_forms
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.printed_once import with_numbers_filled_down
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.tables import table_of
from reporter.workflows.propose_policy.unplaced import halves_by_log

__all__ = ["BACK", "Ask", "known_words", "meanings", "propose", "start", "unattended"]

_SETTINGS = """
# How far each clock may be off. A log without `system` keeps its own clock; within one system no error is assumed.
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
check_before_booking = "0s"               # a check surely earlier than this before the booking is no check of the stay
claim_within = "1h"
complaint_within = "48h"
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
coordination = ""   # reference of the recorded clearance; while empty, nothing from the agreement is published
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
class Started:
    """What the clerk does next, and which samples could not be used and why."""

    lines: tuple[str, ...]
    unused: tuple[str, ...]


def start(
    folder: Path,
    files: Sequence[Path],
    *,
    stated: Mapping[Path, str] | None = None,
    parquet: Parquet | None = None,
    ask: Ask = unattended,
) -> Started:
    """Write folder/policy.toml, inbox/ and reports/; return what the clerk does next. Never overwrites a policy.

    `stated` says of a sample which log it is, where somebody said so.
    """
    policy = folder / "policy.toml"
    if policy.exists():
        raise PolicyError(
            f"{folder.resolve().name} already has a policy.toml. Choose another folder, or change that file."
        )
    logs = {name: schema.columns for name, schema in schemas().items()}
    text, unused = Interview(ask).through(
        lambda again: _proposed(files, logs=logs, stated=stated, parquet=parquet, ask=again)
    )
    make_folder(folder, 0o700)
    for name in ("inbox", "reports"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        (folder / name).chmod(0o700)
    policy.write_text(text, encoding="utf-8", newline="\n")
    open_count = text.count("# DECIDE")
    lines = [
        f"Wrote policy.toml in {folder.resolve().name}.",
        f"1. Open policy.toml and settle the {open_count} lines marked DECIDE; none of them was guessed for you.",
        "2. Put the deliveries into inbox/, under names that the `files` of each log match.",
        "3. Run `reporter doctor`, then `reporter ingest`, then `reporter run --period` with a month such as 2026-10.",
    ]
    return Started(lines=tuple(lines), unused=tuple(f"Not used: {one.why}" for one in unused))


def propose(
    files: Sequence[Path],
    *,
    logs: Mapping[str, Mapping[str, str]],
    agency: str = "Example County Sheriff's Office",
    timezone: str = "America/New_York",
    stated: Mapping[Path, str] | None = None,
    parquet: Parquet | None = None,
    ask: Ask = unattended,
) -> str:
    """Return the text of a policy.toml; `logs` is log -> canonical column -> kind. No value but codes is copied."""
    text, _ = _proposed(files, logs=logs, agency=agency, timezone=timezone, stated=stated, parquet=parquet, ask=ask)
    return text


def known_words() -> Known:
    """Return the names and codes met in exports of jails."""
    words = tomllib.loads((Path(__file__).with_name("synonyms.toml")).read_text(encoding="utf-8"))
    return Known(**{**words, "columns": with_forms(words["columns"])})


def _proposed(
    files: Sequence[Path],
    *,
    logs: Mapping[str, Mapping[str, str]],
    agency: str = "Example County Sheriff's Office",
    timezone: str = "America/New_York",
    stated: Mapping[Path, str] | None,
    parquet: Parquet | None,
    ask: Ask,
) -> tuple[str, list[Unused]]:
    """Return the text of a policy.toml, and the samples that could not be used."""
    named = ask("The agency's name, as it is to be printed", ())
    zone = ask("The zone that the facility's clocks show, such as America/New_York", zones.names())
    known = known_words()
    parts = [
        "# The policy of one audit: every choice the figures rest on. Lines marked DECIDE wait for a person.",
        "[agency]\n"
        + _decided("name", named, agency, "as it is to be printed")
        + "\n"
        + _decided("timezone", zone, timezone, "the zone the facility's clocks show"),
        _keys(),
    ]
    gatherer = Gatherer(logs=logs, known=known, parquet=parquet, stated=stated or {}, ask=ask)
    gathered = gatherer.gather(files)
    found = gathered.found
    groups = {
        log: gatherer.groups(samples, lambda sample: _asked(sample, logs[sample.log], ask))
        for log, samples in found.items()
    }
    groups = {log: [by_status(group, known) for group in many] for log, many in groups.items()}
    halves = halves_by_log(groups, gathered.unused, logs, known)
    groups = with_numbers_filled_down({log: one.groups for log, one in halves.items()})
    groups = linked(composed(groups))
    groups = {
        log: many if len(many) > 1 or halves[log].joined else [with_lists_asked(many[0])]
        for log, many in groups.items()
    }
    parts += [f"# DECIDE: {one.why}" + (f"\n# {one.mend}" if one.mend else "") for one in gathered.unused]
    parts += [table_of(one, halves[log], files, logs[log], known.codes, ask) for log, one in groups.items()]
    parts += [_plain(log, columns, commented=bool(files)) for log, columns in logs.items() if log not in groups]
    active = list(groups) if files else list(logs)
    systems = "".join(f'[systems.{log}]\nclock_error = "90s"\n' for log in active)
    return "\n\n".join(parts) + "\n" + _SETTINGS.replace("{systems}", systems), gathered.unused


def _asked(sample: Sample, columns: Mapping[str, str], ask: Ask) -> Sample:
    """Ask which of the spare columns is each one that must be filled, or is a moment that much rests on."""
    taken = dict(sample.columns)
    for column, words in columns.items():
        wanted = words.endswith(" required") or (words == "time" and column != "recorded_at")
        left = [name for name in sample.header if name not in taken.values()]
        if column not in taken and wanted and left:
            told = "; ".join(f"{quoted(name)}: {shown(name, sample.under(name))}" for name in left)
            question = f"Which column of {quoted(sample.name)} is {column} ({words.removeprefix('code:')})? {told}"
            if answer := ask(question, left):
                taken[column] = answer
    return replace(sample, columns={column: taken[column] for column in columns if column in taken})


def _keys() -> str:
    """Name every key of a log's table: those that most need, with an example, and the others."""
    usual = re.findall(r"^#   (\w+)", _KEYS, re.MULTILINE)
    others = ", ".join(key for key in LOG_KEYS if key not in usual)
    told = f"Others, told of in docs/clerk/map-a-jail-system.md: {others}."
    return _KEYS.strip() + "\n" + fill(told, 110, initial_indent="# ", subsequent_indent="#   ")


def _plain(log: str, columns: Mapping[str, str], *, commented: bool) -> str:
    """Write the table of a log without a sample, all its columns under their canonical names."""
    mark = "# " if commented else ""
    words = ", ".join(f"{name}{'*' * kind.endswith(' required')}" for name, kind in columns.items())
    return f'{mark}[logs.{log}]\n{mark}files = "{log}*"\n# columns (* = must be filled): {words}'


def _decided(key: str, answer: str, default: str, words: str) -> str:
    return f"{key} = {quoted(answer)}" if answer else f"{key} = {quoted(default)}   # DECIDE: {words}"
