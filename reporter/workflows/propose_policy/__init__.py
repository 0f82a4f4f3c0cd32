"""Writes a starter audit folder, and proposes the mapping of sample files without deciding anything in doubt."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from zoneinfo import available_timezones

from reporter.config.log_schemas import schemas
from reporter.errors import InputRefused, PolicyError
from reporter.ingest.readers.source_file import Parquet
from reporter.text import MOST_CODES, is_codelike
from reporter.workflows.propose_policy.names import listed, plainly, quoted
from reporter.workflows.propose_policy.samples import Sample, Words, sample_of
from reporter.workflows.propose_policy.times import times_of

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_DATED = re.compile(rf"\d|(?<![a-z])(?:{_MONTHS}|nov(?:ember)?|dec(?:ember)?)(?![a-z])", re.IGNORECASE)
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


Ask = Callable[[str, Sequence[str]], str]  # words and the answers allowed, if not any; "" leaves it to be decided


def unattended(words: str, answers: Sequence[str]) -> str:
    """Answer nothing: no person is there to ask."""
    return ""


def start(
    folder: Path,
    files: Sequence[Path],
    *,
    stated: Mapping[Path, str] | None = None,
    parquet: Parquet | None = None,
    ask: Ask = unattended,
) -> list[str]:
    """Write folder/policy.toml, inbox/ and reports/; return what the clerk does next. Never overwrites a policy.

    `stated` says of a sample which log it is, where somebody said so.
    """
    policy = folder / "policy.toml"
    if policy.exists():
        raise PolicyError(
            f"{folder.name or '.'} already has a policy.toml. Choose another folder, or change that file."
        )
    logs = {name: schema.columns for name, schema in schemas().items()}
    text = propose(files, logs=logs, stated=stated, parquet=parquet, ask=ask)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("inbox", "reports"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        (folder / name).chmod(0o700)
    policy.write_text(text, encoding="utf-8", newline="\n")
    open_count = text.count("# DECIDE")
    return [
        f"Wrote policy.toml in {folder.name or '.'}.",
        f"1. Open policy.toml and settle the {open_count} lines marked DECIDE; none of them was guessed for you.",
        "2. Put the deliveries into inbox/, under names that the `files` of each log match.",
        "3. Run `reporter doctor`, then `reporter ingest`, then `reporter run --period` with a month such as 2026-10.",
    ]


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
    named = ask("The agency's name, as it is to be printed", ())
    zone = ask("The zone that the facility's clocks show, such as America/New_York", sorted(available_timezones()))
    known = tomllib.loads((Path(__file__).with_name("synonyms.toml")).read_text(encoding="utf-8"))
    parts = [
        "# The policy of one audit: every choice the figures rest on. Lines marked DECIDE wait for a person.",
        "[agency]\n"
        + _decided("name", named, agency, "as it is to be printed")
        + "\n"
        + _decided("timezone", zone, timezone, "the zone the facility's clocks show"),
        _KEYS.strip(),
    ]
    found: dict[str, list[Sample]] = {}
    for path in files:
        try:
            sample = sample_of(path, logs, known["files"], known["columns"], parquet, (stated or {}).get(path, ""))
        except InputRefused as refusal:
            parts.append(f"# DECIDE: a sample was refused: {quoted(str(refusal))}")
            continue
        if not sample.log and (
            log := ask(f"Which log is {quoted(sample.name)}? Its columns: {listed(sample.header)}", [*logs])
        ):
            sample = sample_of(path, logs, known["files"], known["columns"], parquet, log)
        if sample.log:
            found.setdefault(sample.log, []).append(_asked(sample, logs[sample.log], ask))
        else:
            parts.append(
                f"# DECIDE: {quoted(sample.name)} looks like no log. Its columns: {listed(sample.header)}\n"
                "# If you know which log it is, delete this policy.toml and run `reporter init` again with "
                "--from LOG=FILE, such as --from checks=FILE."
            )
    parts += [
        table_of(samples, [path.name for path in files], logs[log], known["codes"], ask)
        for log, samples in found.items()
    ]
    parts += [_plain(log, columns, commented=bool(files)) for log, columns in logs.items() if log not in found]
    active = list(found) if files else list(logs)
    systems = "".join(f'[systems.{log}]\nclock_error = "90s"\n' for log in active)
    return "\n\n".join(parts) + "\n" + _SETTINGS.replace("{systems}", systems)


def _asked(sample: Sample, columns: Mapping[str, str], ask: Ask) -> Sample:
    """Ask which of the spare columns is each one that must be filled, or is a moment that much rests on."""
    taken = dict(sample.columns)
    for column, words in columns.items():
        wanted = words.endswith(" required") or (words == "time" and column != "recorded_at")
        left = [name for name in sample.header if name not in taken.values()]
        if column not in taken and wanted and left:
            question = f"Which column of {quoted(sample.name)} is {column} ({words.removeprefix('code:')})?"
            if answer := ask(question, left):
                taken[column] = answer
    return replace(sample, columns={column: taken[column] for column in columns if column in taken})


def table_of(
    samples: Sequence[Sample],
    names: Sequence[str],
    columns: Mapping[str, str],
    meanings: Mapping[str, Words],
    ask: Ask = unattended,
) -> str:
    """Write the table of one log from the samples that look like it; a sample laid out otherwise is only named."""
    first = samples[0]
    alike = [one for one in samples if (one.columns, one.clocks) == (first.columns, first.clocks)]
    lines = [f"[logs.{first.log}]", *_files(first.log, alike, names)]
    lines += dict.fromkeys(line for one in alike for line in one.lines if one.lines == first.lines)
    lines += [
        f"# DECIDE: the rows of {quoted(one.name)} stand otherwise: {'; '.join(one.lines) or 'as a plain table'}"
        for one in alike
        if one.lines != first.lines
    ]
    lines += [
        f"# DECIDE: {quoted(one.name)} is laid out otherwise and is not mapped here."
        for one in samples
        if one not in alike
    ]
    if any(one.is_by_name for one in alike):
        lines.append("# DECIDE: only its file's name says that it is this log. Is it?")
    if first.rivals:
        lines.append(f"# DECIDE: it could as well be: {', '.join(first.rivals)}.")
    faulty_count = sum(one.faulty_count for one in alike)
    if faulty_count:
        lines.append(f"# {faulty_count} rows of the samples cannot be split and would be quarantined.")
    pairs = ", ".join(f"{ours} = {_theirs(first, ours)}" for ours in first.columns)
    lines.append(f"columns = {{ {pairs} }}")
    lines += [
        f"# {ours}: every value of {quoted(first.columns[ours])} is a day alone, of {quoted(clock)} a clock alone"
        for ours, clock in first.clocks.items()
    ]
    lines += [
        f"# DECIDE: no column found for {column} ({words}): name it in columns, or add constants = {{ {column} = ... }}"
        for column, words in columns.items()
        if column not in first.columns and words.endswith(" required")
    ]
    lines.append(f"# not used: {listed(first.spare)}")
    key = next(iter(columns))
    if key in first.columns and columns[key].startswith("id"):
        ids = [text for one in alike for text in one.values(key)]
        if first.log in ("bookings", "checks", "notifications") and len(set(ids)) < len(ids):
            lines.append(
                f"# DECIDE: {len(ids)} rows, {len(set(ids))} different {key}. Perhaps one_row_per = [{quoted(key)}]"
            )
    lines += times_of(alike, columns)
    for column, words in columns.items():
        if column in first.columns and words.startswith("code:"):
            codes = meanings[words.split()[0].removeprefix("code:")]
            lines += _codes(column, Counter(text for one in alike for text in one.values(column)), codes, ask)
    return "\n".join(lines)


def _theirs(sample: Sample, ours: str) -> str:
    clock = sample.clocks.get(ours)
    return f"[{quoted(sample.columns[ours])}, {quoted(clock)}]" if clock else quoted(sample.columns[ours])


def _plain(log: str, columns: Mapping[str, str], *, commented: bool) -> str:
    """Write the table of a log without a sample, all its columns under their canonical names."""
    mark = "# " if commented else ""
    words = ", ".join(f"{name}{'*' * kind.endswith(' required')}" for name, kind in columns.items())
    return f'{mark}[logs.{log}]\n{mark}files = "{log}*"\n# columns (* = must be filled): {words}'


def _files(log: str, samples: Sequence[Sample], names: Sequence[str]) -> list[str]:
    """Propose a glob for the samples of one log that matches no sample of another."""
    stems = {_DATED.split(one.name.split(".")[0])[0] for one in samples}
    mine = {one.name for one in samples}
    stem = stems.pop() if len(stems) == 1 else ""
    glob = f"{stem}*" if stem.strip("_- ") else f"{log}*"
    if all(fnmatch(name, glob) == (name in mine) for name in names):
        return [f"files = {quoted(glob)}"]
    return [f"files = {quoted(samples[0].name)}   # DECIDE: a glob for this log alone; samples: {listed(sorted(mine))}"]


def _decided(key: str, answer: str, default: str, words: str) -> str:
    return f"{key} = {quoted(answer)}" if answer else f"{key} = {quoted(default)}   # DECIDE: {words}"


def _codes(column: str, counts: Counter[str], codes: Mapping[str, Sequence[str]], ask: Ask) -> list[str]:
    """Map the codes that have one known meaning; write every other as a line to decide."""
    if len(counts) > MOST_CODES:
        return [
            f"# DECIDE: values.{column}: {len(counts)} different values are too many for codes. Is it the right column?"
        ]
    meanings = {plainly(word): ours for ours, words in codes.items() for word in (ours, *words)}
    shown = {code: n for code, n in sorted(counts.items()) if is_codelike(code)}
    sure = {code: meanings[plainly(code)] for code in shown if plainly(code) in meanings}
    for code in [one for one in shown if one not in sure]:
        if answer := ask(f"What does {column} {quoted(code)} mean? It stands in {shown[code]} rows", sorted(codes)):
            sure[code] = answer
    lines = (
        [f"values.{column} = {{ {', '.join(f'{quoted(code)} = {quoted(ours)}' for code, ours in sure.items())} }}"]
        if sure
        else []
    )
    lines += [
        f"# DECIDE: values.{column}: {quoted(code)} = ?   ({n} rows)" for code, n in shown.items() if code not in sure
    ]
    if len(shown) < len(counts):
        lines.append(
            f"# DECIDE: values.{column}: {len(counts) - len(shown)} values are not shown, they do not look like codes."
        )
    return lines
