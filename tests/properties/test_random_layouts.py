"""A random jail writes tables in random layouts: each record is read as it was, or it is set aside; never otherwise.

`LAYOUTS=2000` tries so many jails, each with three logs in five files or so; a few are enough to keep the property in
mind. A third of them is whole and described rightly: everything must be read. Of a third a file is damaged on its way,
and of a third the policy lacks a line: what is read must be true all the same, save the one record that was hit.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reporter import warehouse
from reporter.config import events, kinds, log_policy, policy
from reporter.config.log_schemas import LogSchema, code_lists, schemas
from reporter.errors import InputRefused, PolicyError
from reporter.evidence import verify
from reporter.ingest import load_files, readers
from tests.support.random_layouts import harm, jails
from tests.support.random_layouts.spellings import CANARY, ZONE

JAILS = int(os.environ.get("LAYOUTS", "12"))
FIRST = int(os.environ.get("LAYOUTS_FROM", "0"))
WAYS = (  # of writing a key, as it stands in the policy
    *('"after" = ', '"is" = "', 'taken_at" = "file:', 'only = .*""', 'header = "none"', r"header = \["),
    *('decimal = ","', 'sheet = "Data"', r"sheet = \[", r'sheet = "\?', "fills.*= {", r"joined = .*}, {"),
    *(r'"[a-z]+_id" = \["', r'"\.\./', r'"[A-Z][a-z0-9]*/@?[A-Z]', r'"[A-Z][a-z0-9]*\.[A-Z]'),
)
FEATURES = (  # of the files, which no key names
    *("merged titles", "across", "down", "valueless", "formulas with a value", "a child twice", "a list of no one"),
    *("across, of no column that is mapped", "down, of no column that is mapped"),
    *("valueless, of no column that is mapped", "names in other letters"),
)
_IN_DOUBT = re.compile(
    r"would each split this file evenly|stand in the header|stands evenly in the rows"
    r"|has no column '\d+', which"  # of a file without a header, another sign may part more rows evenly than its own
)


@dataclass(kw_only=True)
class Taken:
    """What became of a jail: what was told, what is held, and which log was harmed in which way."""

    jail: jails.Jail
    told: list[str] = field(default_factory=list)
    refused: str = ""
    hurt_file: str | None = None
    hurt_log: str | None = None


def faults(seed: int, folder: Path) -> list[str]:
    """Take a random jail in; return each way in which what is held differs from what is true."""
    taken = Taken(jail=jails.jail(seed))
    rng = harm.harmed(seed)
    if seed % 3 == 1:
        taken.hurt_file = harm.damage(rng, taken.jail)
        taken.hurt_log = taken.hurt_file and taken.jail.inbox[taken.hurt_file].log
    elif seed % 3 == 2:
        taken.hurt_log = harm.spoil(rng, taken.jail)
    (folder / "inbox").mkdir(parents=True)
    (folder / "policy.toml").write_text(taken.jail.policy(), encoding="utf-8")
    for name, one in taken.jail.inbox.items():
        (folder / "inbox" / name).write_bytes(one.data)
    try:
        load_files.ingest(folder, policy.load(folder / "policy.toml"), taken.told.append)
    except InputRefused as refusal:
        taken.refused = str(refusal)
    except PolicyError as error:
        return [] if taken.hurt_log and seed % 3 == 2 else [f"policy: {error}"]
    return list(_faults(taken, folder))


def _faults(taken: Taken, folder: Path) -> Iterator[str]:
    if any(part in " ".join([*taken.told, taken.refused]) for part in CANARY.split(", ")):
        yield "a planted name was told"
    if taken.refused and not taken.hurt_log and not _IN_DOUBT.search(taken.refused):
        yield f"refused: {taken.refused}"
    with warehouse.open_read_only(folder) as connection:
        query = "file, log, received, accepted, quarantined, folded, not_this_log from records.delivered order by file"
        for file, log, received, *others in warehouse.rows(connection, f"select {query}"):
            if received != sum(others):
                yield f"{file}: the accounts do not close"
            others_like_it = [name for name, one in taken.jail.inbox.items() if one.data == taken.jail.inbox[file].data]
            may_be = {taken.jail.inbox[file].received, *([0] if file != min(others_like_it) else [])}
            if log != taken.hurt_log and received not in may_be:  # the same bytes again are taken in once
                yield f"{file}: {received} rows are received, not {taken.jail.inbox[file].received}"
        query = "select log, line, reasons, key from records.quarantine order by all"
        aside = list(warehouse.rows(connection, query))
        for log in taken.jail.logs.keys() - ({taken.hurt_log} if not taken.refused else taken.jail.logs):
            reasons = Counter(reason for row in aside if row[0] == log for reason in row[2])
            if reasons != taken.jail.aside[log]:
                yield f"{log}: set aside for {dict(reasons)}, not for {dict(taken.jail.aside[log])}"
        for log, wants in taken.jail.wants.items():
            is_set_aside = bool(taken.refused) or any(row[0] == log for row in aside)
            is_hurt = log == taken.hurt_log
            may_lack_lists = taken.refused or (is_hurt and is_set_aside)
            unsure = ends_by_lists(taken.jail.logs[log]) if may_lack_lists else frozenset()
            wrong, lost = differing(connection, log, wants, taken.jail.doubted[log] if is_hurt else None, unsure)
            if taken.refused and "joined" in str(taken.jail.logs[log]):  # the other half's file was refused, and told
                wrong = {key: words for key, words in wrong.items() if not _is_blank(words)}
            if log == taken.hurt_log and taken.hurt_file:  # the record that was hit says something else itself
                wrong = {key: words for key, words in wrong.items() if not (is_set_aside and _is_blank(words))}
                wrong = dict(list(wrong.items())[1:])
            yield from (f"{log} {key}: {word}" for key, words in wrong.items() for word in words)
            if lost and not is_set_aside and not (log == taken.hurt_log and taken.hurt_file):
                yield f"{log}: {lost} are not there, and nothing says so"
            if lost and log != taken.hurt_log and not taken.refused:
                yield f"{log}: {lost} are not there"
        yield from misread(connection, taken.jail)


def _is_blank(words: list[str]) -> bool:
    return all(word.endswith("None") for word in words)


def differing(
    connection: warehouse.Connection,
    log: str,
    wants: dict[str, jails.Want],
    doubted: dict[str, list[jails.Want]] | None,
    unsure: frozenset[str] = frozenset(),
) -> tuple[dict[str, list[str]], list[str]]:
    """Compare the records of one log with what is true: what is wrong in each, and which are not there.

    `doubted` is given for a log that was harmed. Of rows that share an id and disagree, one may stand as it is, if the
    others were lost. A voided row counts only for its number, even where the rest of it cannot be read. `unsure` are
    columns that end by lists of which one was not read in full: less may be known of them than is true.
    """
    schema = schemas()[log]
    found: dict[str, list[str]] = {}
    seen = set()
    for values in _held(connection, schema):
        key = str(values[schema.key[0]])
        seen.add(key)
        if doubted is not None and values.get("void"):
            values = {column: value for column, value in values.items() if not _is_unread(schema, column, value)}
        if any(
            all(values.get(column) == want.get(column) for column in values) for want in (doubted or {}).get(key, ())
        ):
            continue
        if key not in wants:
            found[key] = ["no record has this id"]
            continue
        for column, value in values.items():
            if value != wants[key].get(column) and not (column in unsure and takes_in(value, wants[key].get(column))):
                found.setdefault(key, []).append(f"{column} is not {wants[key].get(column)!r} but {value!r}")
    return found, [key for key in wants if key not in seen]


def ends_by_lists(settings: Mapping[str, object]) -> frozenset[str]:
    """Return the columns of a log that lists of those in custody end."""
    layouts: list[Mapping[str, object]] = settings.get("layouts", [settings])  # type: ignore[assignment]
    listed: list[Mapping[str, str]] = [one["snapshots"] for one in layouts if "snapshots" in one]  # type: ignore[misc]
    return frozenset(one.get("ends", "released_at") for one in listed)


def takes_in(found: object, true: object) -> bool:
    """Tell whether a span of time takes in the true one; what is not known takes in any."""
    if not isinstance(found, tuple) or not isinstance(true, tuple):
        return found is None
    return bool(found[0] <= true[0] and true[1] <= found[1])


def _is_unread(schema: LogSchema, column: str, value: object) -> bool:
    """Tell whether a cell of a voided row is empty since it could not be read, or has a word that is no code."""
    kind = schema.kind(column)
    return value is None or (kind.startswith("code:") and value not in code_lists()[kind[5:]])


def _held(connection: warehouse.Connection, schema: LogSchema) -> Iterator[dict[str, object]]:
    timed = schema.of_kind("time", "day")
    columns = [f"{one}_{part}" for one in timed for part in ("earliest", "latest")]
    others = [one for one in schema.columns if one not in timed]
    query = f"select {', '.join([*columns, *others])} from records.{schema.name} where standing order by line"
    for row in warehouse.rows(connection, query):
        ends, rest = row[: len(columns)], row[len(columns) :]
        spans = [None if ends[n] is None else (ends[n], ends[n + 1]) for n in range(0, len(ends), 2)]
        yield dict(zip(timed, spans, strict=True)) | dict(zip(others, rest, strict=True))


def misread(connection: warehouse.Connection, jail: jails.Jail) -> Iterator[str]:
    """Read each text again by the second implementation, which is to read what the first did."""
    for log, settings in jail.logs.items():
        schema = schemas()[log]
        for number, layout in enumerate(settings.get("layouts", [settings])):  # type: ignore[call-overload]
            joined = {column for half in layout.get("joined", ()) for column in half["columns"]}
            clock = verify.Clock(ZoneInfo(ZONE), layout)
            for column in schema.of_kind("time", "day"):
                if column in joined:
                    continue
                query = (
                    f"select distinct {column}_text, {column}_earliest, {column}_latest from records.{log} "
                    f"join records.delivered using (delivery_id) where layout = {number} "
                    f"and {column}_text is not null order by all"
                )
                for text, earliest, latest in warehouse.rows(connection, query):
                    read = clock.read_day(text) if schema.kind(column) == "day" else clock.read(text)
                    lo, hi = (verify.EPOCH + timedelta(microseconds=one) for one in read[:2])
                    if earliest is None and lo == hi == verify.EPOCH:  # neither can read it, as of a voided row it may
                        continue
                    if (lo, hi) != (earliest, latest):
                        yield f"{log}.{column}: {text!r} is read twice: {(earliest, latest)} and {(lo, hi)}"


def keys_of(settings: Mapping[str, object]) -> Iterator[str]:
    """Yield the keys that one log of a policy has, with those of the tables within it."""
    for layout in settings.get("layouts", ()):  # type: ignore[attr-defined]
        yield "layouts"
        yield from keys_of(layout)
    for key, value in settings.items():
        yield key
        if key in ("events", "snapshots"):
            yield from (f"{key}.{one}" for one in value)  # type: ignore[attr-defined]
        if key == "joined":
            yield from (f"joined.{one}" for half in value for one in half)  # type: ignore[attr-defined]


def drawn_in(seed: int) -> set[str]:
    """Return what a random jail draws: keys of the policy, ways to write them, formats, and what files have beside."""
    made = jails.jail(seed)
    text = made.policy()
    told = {key for settings in made.logs.values() for key in keys_of(settings)}
    told |= {words for words in WAYS if re.search(words, text)}
    told |= {end for end in readers.FORMATS for name in made.inbox if name.endswith(end)}
    return told | {feature for feature, count in made.features.items() if count}


def test_every_key_of_a_layout_is_drawn_and_every_format() -> None:
    seen = Counter(what for seed in range(200) for what in drawn_in(seed))
    keys = [
        *log_policy.LOG_KEYS,
        *(f"joined.{key}" for key in log_policy.HALF_KEYS),
        *(f"events.{key}" for key in kinds.keys_of(events.Events)),
        *(f"snapshots.{key}" for key in kinds.keys_of(events.Snapshots)),
    ]
    assert {what: seen[what] for what in (*keys, *WAYS, *FEATURES, *readers.FORMATS) if seen[what] < 2} == {}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + JAILS))
def test_what_a_random_jail_wrote_is_read_as_it_was_or_set_aside(seed: int, tmp_path: Path) -> None:
    assert faults(seed, tmp_path / "jail") == []


def test_of_lists_that_were_not_all_read_less_may_be_known_but_never_something_else() -> None:
    true = (datetime(2026, 5, 2, 5), datetime(2026, 5, 4, 4))
    wider = (datetime(2026, 5, 2, 5), datetime(2026, 5, 5, 4))
    later = (datetime(2026, 5, 3, 5), datetime(2026, 5, 4, 4))
    assert [takes_in(found, true) for found in (None, true, wider, later)] == [True, True, True, False]
    assert not takes_in(true, None)
