"""Recomputes every outcome of an evidence pack: `python3 -I verify.py PACK`.

A second implementation of one specification: no code of the engine, nothing but the standard library of Python. The
specification is not in the pack. The rules that follow from it are: criteria.toml, and the head of each query.

It decides from the pack's records, its policy, and its lists of files and of rows that could not be read. Two things it
takes from the engine as given: which unread rows a later row took the place of (`unmended` is false in quarantine.csv),
and which files belong to no log (`unread_files` in audit.json).

A bag is first compared with its manifests; with `--digests` that is all. Exit: 0 all agrees, 5 it does not, 2 usage.
Where both name a reason of INTERCHANGEABLE_REASONS for the same doubt, a remark is printed and the exit is still 0.

A time is known as a span, and clocks may be wrong by a declared error. "Certainly" means: in every reading that these
allow. "May" means: in at least one.
"""

import copy
import csv
import gc
import hashlib
import io
import itertools
import json
import math
import re
import sys
import tomllib
from array import array
from bisect import bisect_left
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache, partial
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Row = Any  # a row's number in its table, with the columns of its log as attributes: text, or Moment or None
Span = tuple[float, float]  # earliest and latest, in microseconds since 1970
Moment = tuple[int, int, int, int, int]  # a span in UTC (earliest, latest), first local day, fault or 0, last local day
FIRST_DAY, FAULT, LAST_DAY = 2, 3, 4  # the places of a Moment after its span
Coming = tuple[Moment, int, float]  # when, 1 or -1, how far the clocks may differ
Version = tuple[int, str, Moment, Moment]  # a row of the manifest: its delivery, its digest, from when and to when
Judged = tuple[str, str, Sequence[Moment | None]]  # outcome, reason and, for a doubt without a reason, times in doubt


class Act(NamedTuple):
    """An act that a rule may forbid.

    Its kind, its first and last local day, and whether an unread row may have changed it.
    """

    kind: str
    day: int
    last: int
    may_be_changed: bool


MET, EXCEPTION, UNDETERMINED, OUT = OUTCOMES = "met", "exception", "undetermined", "out_of_scope"
INF, ENDLESS = float("inf"), (float("inf"), float("inf"))
NEVER, REPEATED, SKIPPED, EPOCH, TICK = (0, 0, 0, 0, 0), 1, 2, datetime(1970, 1, 1), timedelta(microseconds=1)
BETWEEN = " .. "  # in a text, between the two moments between which a time lies
JOINED = 1000  # the number of a kind of joined files: this times its place in its layout, and the layout's own number
SECOND, MINUTE, HOUR, DAY = (1_000_000 * seconds for seconds in (1, 60, 3600, 86400))
WIDTHS = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY}
UNITS = {"s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
MONTHS = ["january", "february", "march", "april", "may", "june"]
MONTHS += ["july", "august", "september", "october", "november", "december"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DIRECTIVES = {
    "Y": "[0-9]{4}",
    "f": "[0-9]{1,9}",
    "p": "[AaPp][Mm]",
    "%": "%",
    "B": "|".join(MONTHS),
    "A": "|".join(DAYS),
}
DIRECTIVES |= {"b": "|".join(name[:3] for name in MONTHS), "a": "|".join(name[:3] for name in DAYS)}
FINEST = {"S": "second", "M": "minute", "H": "hour", "I": "hour"}
DIRECTIVES |= {"z": "Z|[+-](?:0[0-9]|1[0-8]):?[0-5][0-9]"}
ISO = "(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[Tt ](?P<H>[0-9]{2})(?::(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})"
ISO += "(?:[.,](?P<f>[0-9]{1,9}))?)?)? ?(?P<z>[Zz]|[+-](?:0[0-9]|1[0-8])(?::?[0-5][0-9])?)?)?"
SOURCE = ("sha256", "file")
CORE, OFFICERS = ("bookings", "checks", "notifications"), ("authorizations", "training")
ICE, YES = {"ice_detainer", "ice_warrant"}, ("true", "t", "1", "yes", "y")
NO = ("false", "f", "0", "no", "n")
# Reasons of a doubt about times. Several may apply at once, and the engine may name another of them.
INTERCHANGEABLE_REASONS = {"repeated_hour", "time_missing", "precision", "same_day"}
LOGS = {  # columns that are used: `*` required, `@` a time, `%` a day; the keys come first, their number after the log
    "bookings 1": "booking_id* person_id* facility_id* booked_at*@ commitment* committed_at@ sequence_no void "
    "release_authorized_at@ released_at@ release_reason recorded_at@",
    "checks 1": "check_id* booking_id* result* requested_at@ completed_at@ officer_id recorded_at@",
    "notifications 1": "notification_id* booking_id* sent_at*@ check_id acknowledged_at@ recorded_at@",
    "authorizations 2": "officer_id* authorized_from*% authorized_to% revoked_on%",
    "training 3": "officer_id* course* completed_on*% exam_passed",
    "holds 1": "hold_id* booking_id* kind* placed_at*@ lifted_at@ served_at@",
    "claims 1": "claim_id* booking_id* raised_at*@ reported_at@",
    "interviews 1": "interview_id* booking_id* officer_id held_at*@ interpreter_question",
    "complaints 1": "complaint_id* received_at*@ forwarded_at@ resolved_at@",
    "census 2": "facility_id* counted_at*@ headcount*",
    "daily_record 1": "booking_id* entered_on*% discharged_on%",
    "movements 2": "booking_id* out_at*@ in_at@ reason*",
    "deliveries 2": "log* file* covers_from*@ covers_to*@ rows* sha256",
}
KEYS = {name.split()[0]: int(name.split()[1]) for name in LOGS}
COLUMNS = {name.split()[0]: {column.rstrip("*@%"): column for column in text.split()} for name, text in LOGS.items()}
TIMES = {log: [name for name, text in own.items() if text[-1] in "@%"] for log, own in COLUMNS.items()}
SHARED = {"facility_id", "commitment", "release_reason", "result", "officer_id", "kind", "void", "course", "reason"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "scope": {"commitments": ["criminal_court"], "not_released": ["transfer", "to_other_agency", "death", "escape"]},
    "vetting": {"final_results": ["clear", "wanted", "no_record", "undetermined"], "require_authorized_officer": False},
    "claim": {"requires": ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"]},
    "limits": {"notify_within": "15m", "release_within": "4h", "claim_within": "1h", "complaint_within": "48h"},
    "controls": {"suspended": {}},
}
DEFAULTS["claim"]["requires_one_of"] = ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"]
DEFAULTS["limits"] |= {"record_within": "24h", "max_silence": "24h", "refresher_every": "none"}
DEFAULTS["limits"] |= {"check_before_booking": "0s"}
REACHING_ON = ["notify_within", "release_within", "claim_within", "complaint_within", "record_within", "max_silence"]
ENDS = {"bookings": "released_at", "authorizations": "authorized_to", "training": "", "holds": "lifted_at"}
ENDS |= {"movements": "in_at", "daily_record": "discharged_on"}  # what ends a row; none: it never ends
EVENTS = {name for log in (*CORE, "census", "daily_record") for name in TIMES[log] if name != "recorded_at"}
OWN = {"conflicting_rows", "number_of_another_stay", "id_of_another_stay"}  # reasons that leave a row its times
ANYWHERE = (-INF, INF)
NO_TIME = (INF, -INF)


# Times: what a text may mean


def duration(text: str | float) -> float:
    """Return a duration of the policy ("90s", "1h30m") in microseconds."""
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+)", text if isinstance(text, str) else f"{text}s")
    return sum(round(float(number) * UNITS[unit]) for number, unit in parts)


class Clock:
    """Reads the times of one log: text as recorded to the earliest and latest instant it may mean."""

    def __init__(self, zone: ZoneInfo, settings: dict[str, Any]) -> None:
        self.zone, self.coarsest = zone, WIDTHS.get(settings.get("precision", ""), 0)
        formats: Any = settings.get("timestamp_format") or []
        self.formats = [formats] if isinstance(formats, str) else formats
        self.patterns = [
            re.compile(text, re.ASCII) for text in (*map(pattern, self.formats), ISO)
        ]  # ISO 8601 comes last
        self.decimal = "," if settings.get("decimal") == "," else "[.]"
        self.words = {word: minutes_of(offset) for word, offset in settings.get("offsets", {}).items()}
        self.offsets, self.in_day = lru_cache(None)(self._offsets), lru_cache(1 << 16)(self._in_day)
        self.read_day, self.read_whole = lru_cache(1 << 16)(partial(self._read, coarsest=DAY)), lru_cache(9)(self._read)

    def read(self, text: str) -> Moment:
        """Return the span of a text: "2026-10-22 13:22" is all from 13:22:00 to 13:22:59.999999.

        Where no clock is set on its day, that is a part of the day; `formats` of the policy are for whole texts.
        """
        if BETWEEN in text:
            return self._between(*text.split(BETWEEN)) if text.count(BETWEEN) == 1 else NEVER
        lo, hi, day, _, _ = self.read_day(text[:10])
        is_plain = hi - lo == DAY - 1 and not self.offsets((day - EPOCH.toordinal()) * DAY // MINUTE)[2]
        first, last = self.in_day(text[10:]) if is_plain else (0, 0)  # no clock is set on this day
        return (lo + first, lo + last, day, 0, day) if last else self.read_whole(text)

    def _between(self, after: str, by: str) -> Moment:
        """Return the span of a time known only as between two moments: earliest of the one to latest of the other."""
        one, two = self.read(after), self.read(by)
        skipped = SKIPPED if SKIPPED in (one[FAULT], two[FAULT]) else 0
        are_times = one[FIRST_DAY] and two[FIRST_DAY]
        return (one[0], two[1], one[FIRST_DAY], skipped, two[LAST_DAY]) if are_times else NEVER

    def between_lists(self, lists: Iterable[Moment], at_most: float) -> Iterator[Span]:
        """Yield the spans that lists speak for: with certainty from the first to the last of those not too far apart.

        How far apart two are is read from the clock on the wall: a day of 25 hours is a day.
        """
        begun, last, wall = INF, -INF, -INF
        for at in sorted(lists):
            here = at[0] + self._local_offset(at[0])
            if here - wall > at_most:
                yield begun, last
                begun = at[1]
            last, wall = at[0], here
        yield begun, last

    def _local_offset(self, instant: int) -> int:
        """Return the offset of the agency's zone at an instant."""
        at = (EPOCH + instant * TICK).replace(tzinfo=UTC).astimezone(self.zone)
        return (at.utcoffset() or timedelta()) // TICK

    def _in_day(self, rest: str) -> tuple[int, int]:
        """Return from when to when in its day a time lies; (0, 0) if only the whole text says."""
        found, width, _ = self._parse(f"{EPOCH:%Y-%m-%d}{rest}")
        width = DAY if self.formats or found.tzinfo or found.day > 1 or not width else max(width, self.coarsest)
        first = (found.replace(tzinfo=None) - EPOCH) // TICK // width * width
        return (first, first + width - 1) if width < DAY else (0, 0)

    def _read(self, text: str, coarsest: int = 0) -> Moment:
        """Return the span of a whole text, no finer than `coarsest`; NEVER if it is no time."""
        found, width, ended = self._parse(text, iso=coarsest == DAY)
        if not width:
            return NEVER
        own, width, local = found.utcoffset(), max(width, self.coarsest, coarsest), found
        if own is not None:  # the local day is taken in the agency's zone
            local, found = found.astimezone(self.zone), found.replace(tzinfo=None)
        local -= TICK * ended  # 24:00 belongs to the day that ends
        if width == DAY:
            found, own = datetime(local.year, local.month, local.day), None
        wall = (found - EPOCH) // TICK
        first, last = wall - wall % width, wall - wall % width + width - 1
        if own is not None:
            return first - own // TICK, last - own // TICK, local.toordinal(), 0, local.toordinal()
        start, end = self.offsets(first // MINUTE), self.offsets(last // MINUTE)
        fault, day = (start[2] or end[2]) if width < DAY else 0, local.toordinal()
        return first - start[1], last - end[0], day, fault, day

    def _offsets(self, minute: int) -> tuple[int, int, int]:
        """Return the least and the greatest offset of a local minute, and whether it comes twice or never."""
        local = (EPOCH + timedelta(minutes=minute)).replace(tzinfo=self.zone)
        one, two = ((local.replace(fold=fold).utcoffset() or timedelta()) // TICK for fold in (0, 1))
        return min(one, two), max(one, two), REPEATED if one > two else SKIPPED if one < two else 0

    def _parse(self, text: str, *, iso: bool = False) -> tuple[datetime, int, bool]:
        """Return the moment, how long it lasts (0: none), and whether it is 24:00; ISO 8601 is for days."""
        word = next((word for word in self.words if re.search(f"[^A-Za-z]{word}$", text)), "")
        text = text.removesuffix(word).rstrip()
        iso = iso or not any(map(unlike_iso, self.formats))  # a workbook's date cells read so
        for one in self.patterns if iso else self.patterns[:-1]:
            with suppress(ValueError, OverflowError):
                if match := one.fullmatch(text):
                    found, width, ended = moment_named(match.groupdict())
                    if word and (found.tzinfo or width == DAY):
                        break  # a word for an offset stands behind a time without one
                    zone = timezone(timedelta(minutes=self.words[word])) if word else found.tzinfo
                    return found.replace(tzinfo=zone), width, ended
        with suppress(ValueError, OverflowError):
            if not word and re.fullmatch(f"[0-9]{{5}}({self.decimal}[0-9]+)?", text, re.ASCII):
                return serial_number(text)
        return EPOCH, 0, False


def pattern(text: str) -> str:
    """Write a policy's time format as a pattern: two digits, or one that touches no other; no other sign is a digit."""
    parts = re.findall(r"%(.)|([^%]+)", text.strip())
    numbers = [False, *(bool(one) and one in "YymdHIMSf" for one, _ in parts), False]
    found = ""
    for n, (one, literal) in enumerate(parts):
        alone = not numbers[n] and not numbers[n + 2] and not (one == "y" and n in (0, len(parts) - 1))
        own = DIRECTIVES.get(one, "[0-9]{1,2}" if alone else "[0-9]{2}")
        found += f"(?P<{one}>{'(?i:' + own + ')' if one in 'bBaA' else own})" if one not in ("", "%") else one
        found += re.sub(r"(?:\\ )+", " +", re.escape(literal))
    return found + ("(?P<z>)" if parts and parts[-1][1].strip() == "Z" else "")  # Z as it stands is UTC


def unlike_iso(text: str) -> bool:
    """Say whether a format begins with the year, but not with year, month and day, as ISO 8601 does."""
    text = text.strip()
    return text.startswith("%Y") and not (re.match("%Y([-/.]?)%m\\1%d", text) and "%I" not in text)


def serial_number(text: str) -> tuple[datetime, int, bool]:
    """Read a spreadsheet's number: days since 30 December 1899."""
    milliseconds = math.floor(float(text.replace(",", ".")) * 86_400_000 + 0.5)
    width = DAY if len(text) == 5 else next((one for one in (60_000, 1_000) if milliseconds % one == 0), 1) * 1_000
    return datetime(1899, 12, 30) + timedelta(milliseconds=milliseconds), width, False


def minutes_of(offset: str) -> int:
    """Return the minutes of an offset such as -05:00, +0530, -04 or Z."""
    digits = offset[1:].replace(":", "")
    return int(f"{offset[0]}1") * (60 * int(digits[:2]) + int(digits[2:] or 0)) if digits else 0


def moment_named(parts: dict[str, str | None]) -> tuple[datetime, int, bool]:
    """Make of what a format's parts read the moment, how long it lasts, and whether it is 24:00, the end of its day."""
    given = {name: text for name, text in parts.items() if text is not None}
    month, hour, fraction = given.get("b", given.get("B", "")).lower()[:3], int(given.get("H", 0)), given.get("f", "")
    if "I" in given:
        hour = int(given["I"]) % 12 + 12 * (given["p"].lower() == "pm") if 0 < int(given["I"]) < 13 else 99
    year = int(given["Y"]) if "Y" in given else 1970 + (int(given["y"]) - 70) % 100
    number = [name[:3] for name in MONTHS].index(month) + 1 if month else int(given["m"])
    clock = (int(given.get("M", 0)), int(given.get("S", 0)), int(fraction[:6].ljust(6, "0")))
    ended = hour == 24 and not any(clock)
    found = datetime(year, number, int(given["d"]), 0 if ended else hour, *clock)
    for weekday in (given[name].lower() for name in "aA" if name in given):
        if not DAYS[found.weekday()].startswith(weekday):
            raise ValueError("the day of the week is another day's")
    zone = timezone(timedelta(minutes=minutes_of(given["z"]))) if "z" in given else None
    finest = next((WIDTHS[unit] for name, unit in FINEST.items() if name in given), DAY)
    return (
        found.replace(tzinfo=zone) + ended * timedelta(1),
        10 ** max(0, 6 - len(fraction)) if fraction else finest,
        ended,
    )


# Records: which of them stand


@dataclass
class Tally:
    """What the tables of records hold.

    The rows of each delivery, the deliveries with a record that stands, and the columns with unreadable times.
    """

    rows: Counter[str] = field(default_factory=Counter)
    in_force: set[str] = field(default_factory=set)
    unreadable_columns: list[str] = field(default_factory=list)


def standing(
    log: str,
    path: Path,
    clocks: dict[int, Clock],
    layouts: dict[str, int],
    known: dict[str, str],
    tally: Tally,
    joined: Sequence[tuple[int, set[str], dict[Any, Row]]] = (),
) -> tuple[dict[Any, Row], list[tuple[Row, Row]], list[Row]]:
    """Give a log's records that stand (the newest delivery's, of it the first) and each unequal one with the first.

    A record is a number, its place in the columns, which are kept apart: its cells are looked up there.
    The records of a delivery are read by the clock of its layout. Each of `joined`, the rows of joined files, fills the
    columns that it names in the records of its layout; those that find no record come last.
    """
    names, size = list(COLUMNS[log]), KEYS[log]
    at_void = names.index("void") if "void" in names else 0
    at_day = next((at for at, text in enumerate(COLUMNS[log].values()) if at < size and text[-1] == "%"), 0)
    ways: dict[int, list[Any]] = {
        number: [{"@": clock.read, "%": clock.read_day}.get(text[-1]) for text in COLUMNS[log].values()]
        for number, clock in clocks.items()
    }
    readers = next(iter(ways.values()))
    named = set[tuple[int, Any]]()
    columns: list[list[Any]] = [[array(code) for code in "qqibi"] if read else [[]] for read in readers]
    cells = [property(partial(moment, *own) if own[1:] else own[0].__getitem__) for own in columns]
    # a class named after the log: type(row).__name__ says of which log a row is
    make = type(log, (int,), {"__slots__": (), **dict(zip(names, cells, strict=True))})
    delivery, line, digest, doubled, rows = (
        array("i"),
        array("i"),
        array("q"),
        list[tuple[Any, Row]](),
        dict[Any, Row](),
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(reader := csv.reader(file))
        place = {name: at for at, name in reversed(list(enumerate(header)))}
        place["file"] = place.get("file_1", len(header) - 1 - header[::-1].index("file"))
        pick = itemgetter(*(place.get(name, -1) for name in names))
        for layout, lines in batches_of(filter(None, reader), layouts):  # so few fit into a cache
            readers = ways[layout]
            picked = [pick([*texts, ""]) for texts in lines]  # the last is for a column that the file lacks
            for name, read, own, texts in zip(names, readers, columns, zip(*picked, strict=True), strict=True):
                shared = map(sys.intern, texts) if name in SHARED else map(known.get, texts, texts)
                times = [*zip(*map(read, texts), strict=True)] if read and any(texts) else [bytes(len(texts))] * 5
                unread = read and sum(map(bool, texts)) > sum(map(bool, times[FIRST_DAY]))
                # a voided row needs its number alone
                if unread and any(
                    text and not day and not (at_void and cells[at_void].lower() in YES)
                    for text, day, cells in zip(texts, times[FIRST_DAY], picked, strict=True)
                ):
                    tally.unreadable_columns.append(f"{path.name}: {name}")
                for part, found in zip(own, times if read else [shared], strict=True):
                    part.extend(found)
            tally.rows.update(map(itemgetter(0), lines))
            delivery.extend(map(int, map(itemgetter(0), lines)))
            line.extend(int(cells[2] or 0) for cells in lines)
            digest.extend(hash(tuple(cells[3:])) for cells in lines)
            for row, texts in enumerate(picked, len(line) - len(picked)):
                key = texts[0] if size == 1 else texts[:size]
                if at_day and (day := columns[at_day][FIRST_DAY][row]):  # a day is the same however it is written
                    key = (*key[:at_day], date.fromordinal(day).isoformat(), *key[at_day + 1 :])
                if joined:
                    named.add((layout, key))
                stands = rows.setdefault(key, new := make(row))
                if stands is not new:
                    falls = new
                    if (delivery[row], -line[row]) > (delivery[stands], -line[stands]):
                        rows[key], falls, stands = new, stands, new
                    if delivery[falls] == delivery[stands] and digest[falls] != digest[stands]:
                        doubled.append((key, falls))
    tally.in_force |= set(map(str, {delivery[row] for row in rows.values()}))

    def is_left_blank(now: int, layout: int, key: Any, filled: set[str]) -> bool:
        """Say whether another layout reads the record now, and has joined files for these columns, but no row of it."""
        own = [others for one, columns, others in joined if one == now != layout and columns & filled - {*names[:size]}]
        return bool(own) and not any(key in others for others in own)

    for layout, filled, others in joined:
        for key, row in [*rows.items(), *doubled]:
            if key in others and layouts.get(str(delivery[row]), 0) == layout:
                for name, own in [one for one in zip(names, columns, strict=True) if one[0] in filled]:
                    value = getattr(others[key], name)
                    for part, one in zip(own, (value or NEVER) if own[1:] else [value], strict=True):
                        part[row] = one
    strays = [
        row
        for layout, filled, others in joined
        for key, row in others.items()
        if (layout, key) not in named or is_left_blank(layouts.get(str(delivery[rows[key]]), 0), layout, key, filled)
    ]
    for name, own in zip(names, columns, strict=True):
        if not any(own[FIRST_DAY] if own[1:] else own[0]):  # in a column without a cell every row has the same
            setattr(make, name, None if own[1:] else "")
    return rows, [(row, rows[key]) for key, row in doubled if delivery[row] == delivery[rows[key]]], strays


def batches_of(reader: Iterable[list[str]], layouts: dict[str, int]) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield the lines of a log in batches of one layout each."""
    for layout, part in itertools.groupby(reader, key=lambda cells: layouts.get(cells[0], 0)):
        while lines := [*itertools.islice(part, 200)]:
            yield layout, lines


def layouts_of(name: str, log: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the layouts of a log by number, each with the log's settings where it has none, and its joined files."""
    tables: dict[str, dict[str, Any]] = {"values": {}, "empty": {}}
    layouts = [
        {**log, **layout} | {key: {**log.get(key, {}), **layout.get(key, {})} for key in tables}
        for layout in log.get("layouts", [{}])
    ]
    joined = {
        JOINED * at + number: {"system": layout.get("system", name), **tables, **one}
        for number, layout in enumerate(layouts)
        for at, one in enumerate(layout.get("joined", []), 1)
    }
    return {**dict(enumerate(layouts)), **joined}


def moment(
    lo: Sequence[int], hi: Sequence[int], day: Sequence[int], fault: Sequence[int], last: Sequence[int], row: int
) -> Moment | None:
    """Return one row's moment from the columns of its parts; None if its cell is empty."""
    return (lo[row], hi[row], day[row], fault[row], last[row]) if day[row] else None


# Texts: file names and numbers


def table_of(path: Path) -> list[dict[str, str]]:
    """Read a small table of the pack."""
    return [*csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))]


def with_slashes(file: str) -> str:
    """Return a path with slashes between its folders, where a manifest may have backslashes."""
    return file.replace("\\", "/")


def base_name(file: str) -> str:
    """Return the name of a file without its folders."""
    return file.rpartition("/")[2]


def version_of(row: dict[str, str], clock: "Clock") -> Version:
    """Return what tells the rows of the manifest for one name apart."""
    digest = (row.get("sha256") or "").lower()
    return int(row["delivery"]), digest, clock.read(row["covers_from"]), clock.read(row["covers_to"])


def replaces(later: Version, own: Version) -> bool:
    """Say whether a later row of the manifest replaces one of the same name.

    Both stand where they have the digests of two files and their times do not overlap: then a system exports under one
    name each month. A row that covers the same time again is a correction.
    """
    (_, digest, begun, ended), (_, own_digest, own_begun, own_ended) = later, own
    overlaps = begun[1] < own_ended[0] and own_begun[1] < ended[0]
    return overlaps or not digest or digest == own_digest


def is_end_of(part: str, path: str) -> bool:
    """Say whether a path is the last part of another."""
    return f"/{path}".endswith(f"/{part}")


def plain_numbers(number: str) -> set[str]:
    """Give a booking number without what programs drop or add: case, a `.0` at its end, punctuation, leading zeros.

    The zeros are those at its start, or those at the start of each part between its punctuation: it is given both
    ways. A letter with an accent counts as punctuation, be it written as one sign or as two.
    """
    text = re.sub(r"[.]0+\Z", "", number.strip(" ").lower())
    parts = re.sub("(?:[a-z][\u0300-\u036f]+|[^0-9a-z])+", "-", text).strip("-")
    whole = re.sub("^0+([0-9a-z])", r"\1", parts.replace("-", ""))
    return {whole, re.sub("(^|-)0+([0-9a-z])", r"\1\2", parts)} - {""}


def may_be_written_as(number: str, scientific: str) -> bool:
    """Say whether a number in scientific notation may stand for another: of its digits so many are lost."""
    parts = re.fullmatch("([0-9]+)[.,]?([0-9]*)[eE][+]([0-9]{1,2})", scientific)
    if not parts or not re.fullmatch("[0-9]{1,300}", number):
        return False
    lost = 10.0 ** (int(parts[3]) - len(parts[2]))
    return abs(float(number) - float(scientific.replace(",", "."))) <= lost


# Spans, and what a record says of its time


def covered(spans: Iterable[Span], lo: float, hi: float) -> bool:
    """Say whether spans, joined where they meet, cover all of [lo, hi]."""
    begun, end = INF, -INF
    for first, last in sorted(spans):  # one that ends before it begins joins nothing
        begun, end = (begun, max(end, last)) if first <= end + 1 else (first, last)
        if begun <= lo and hi <= end:
            return True
    return False


def shared_by_joined(parts: dict[int, list[Span]]) -> Iterator[Span]:
    """Yield the time that the files of a layout and each kind of its joined files cover; `parts`: the spans of each."""
    for layout in [number for number in parts if number < JOINED]:
        spans = parts[layout]
        for joined in [number for number in parts if number >= JOINED and number % JOINED == layout]:
            both = [(max(a[0], b[0]), min(a[1], b[1])) for a in spans for b in parts[joined]]
            spans = [span for span in both if span[0] <= span[1]]
        yield from spans


def lasts(row: Row) -> Span:
    """Return from the first to the last of a row's events; without the event that ends it, without end."""
    log = type(row).__name__
    times = [at for name in TIMES[log] if name != "recorded_at" and (at := getattr(row, name))]
    ended = log not in ENDS or bool(ENDS[log] and getattr(row, ENDS[log]))
    return min((at[0] for at in times), default=-INF), max(at[1] for at in times) if times and ended else INF


def stayed(stay: Row) -> Span:
    """Return from the booking to the release, if there is one."""
    return stay.booked_at[0], (stay.released_at or ENDLESS)[1]


def hull_of(one: Span, other: Span) -> Span:
    """Return the span from the earlier of two to the later; anywhere, where one of them has no time."""
    if NO_TIME in (one, other):
        return ANYWHERE
    return min(one[0], other[0]), max(one[1], other[1])


@dataclass
class Change:
    """What may have changed from one head count to the next, and how many events may, and certainly do, lie between."""

    least: int = 0
    most: int = 0
    possible: int = 0
    certain: int = 0


def changes_between(at: Sequence[Moment], events: Iterable[Coming]) -> list[Change]:
    """Return for each head count, in their order, what changed since the one before.

    Of two counts that may have been taken in either order it is not known which way the events between them count.
    """
    changes = [Change() for _ in at]
    ends = list(itertools.accumulate((one[1] for one in at), max))
    for when, sign, slack in events:
        n = max(1, bisect_left(ends, when[0] - slack))  # counts that end before it have nothing to do with it
        while n < len(at) and at[n - 1][0] - slack <= when[1]:
            if when[0] - slack <= max(at[n - 1][1], at[n][1]):
                in_turn = at[n - 1][1] < at[n][0]
                is_after = at[n - 1][1] + slack < when[0]
                is_before = when[1] + slack < at[n][0]
                sure = is_after and is_before
                changes[n].least += sign if sure else min(sign, 0) if in_turn else -1
                changes[n].most += sign if sure else max(sign, 0) if in_turn else 1
                changes[n].possible += 1
                changes[n].certain += sure
            n += 1
    return changes


def may_be_of(at: Moment | None, days: range) -> bool:
    """Say whether a time may be of one of these local days: the days between two moments are all possible."""
    return at is not None and at[FIRST_DAY] < days.stop and at[LAST_DAY] >= days.start


def one_day(one: Moment | None, other: Moment | None) -> bool:
    """Say whether two times may be of one local day; two that are not there are alike."""
    if one is None or other is None:
        return one is other is None
    return may_be_of(one, range(other[FIRST_DAY], other[LAST_DAY] + 1))


def completed_else_requested(check: Row) -> Any:
    """Return the moment of a check: its completion, else its request, else None."""
    return check.completed_at or check.requested_at


def number_of(booking: Row) -> int:
    """Return the number of a booking at its facility."""
    return int(booking.sequence_no)


def completion_span(check: Row) -> Span:
    """Return the span of a check's completion; one that is not recorded lies between request and record.

    One that was certainly written down before the request was made when it was written down.
    """
    if at := check.completed_at:
        return at[0], at[1]
    requested, recorded = check.requested_at or (-INF,), check.recorded_at or ENDLESS
    return recorded[0] if requested[0] > recorded[1] else requested[0], recorded[1]


# Outcomes: from what is certain and from what may be


def decided(
    sure: bool, possible: bool, excuse: str, met_reason: str, exception_reason: str, *times: Moment | None
) -> Judged:
    """Judge by what is certain and by what may be. What cannot be is an exception, unless there is an excuse.

    An excuse is a reason for which it proves nothing that no record decides.
    """
    if sure or possible:
        return (MET, met_reason, ()) if sure else (UNDETERMINED, "", times)
    return (UNDETERMINED, excuse, ()) if excuse else (EXCEPTION, exception_reason, ())


def missing_record(excuse: str, exception_reason: str) -> Judged:
    """Judge where no record decides: an exception, unless there is an excuse."""
    return decided(False, False, excuse, "", exception_reason)


# The pack: its records, then coverage and links, controls, completeness legs and the claim


class Pack:
    """The records of one pack and what they say; each control is a method that bears its id and judges one item.

    Of one control, `permitted_by_law`, many items are alike, so that its judgement is kept: see `_permitted`.
    """

    def __init__(self, path: Path) -> None:
        """Read a pack's folder: its policy, its records, the rows that could not be read, and what its logs cover."""
        self._read_policy(path)
        quarantine, self.delivered, self.tally = (
            table_of(path / "quarantine.csv"),
            table_of(path / "delivered.csv"),
            Tally(),
        )
        self.set_apart = Counter(line["delivery"] for line in quarantine)
        unmended = [line for line in quarantine if line["unmended"] != "false"]
        layouts = {line["delivery"]: int(line.get("layout") or 0) for line in self.delivered}
        zone = ZoneInfo(self.policy["agency"]["timezone"])
        clocks = {log: {number: Clock(zone, one) for number, one in self.settings[log].items()} for log in COLUMNS}
        self._read_records(path / "records", clocks, layouts)
        # What is in doubt, by log. named_in_unread_rows: the stays and officers that rows which could not be read name;
        # maybe_changed: the records that these rows may have changed; stays_nearly_named: stays whose number resembles
        # that of a record without a stay; numbers_nearly_naming: the numbers of those records.
        self._read_quarantine(unmended)
        self.stays_nearly_named, self.numbers_nearly_naming = self._near_links()
        self.manifest, self.unlisted = self._manifest(path / "records" / "deliveries.csv", clocks["deliveries"][0])
        self.coverage: dict[str, list[Span]] = {log: [] for log, *_ in self.manifest}  # listed, it is not inferred
        with_joined = {line["log"] for line in self.delivered if layouts[line["delivery"]] >= JOINED}
        for log, state, _, _, span in self.manifest:
            if state == "matches" and log not in with_joined:
                self.coverage[log].append(span)
        for log in sorted(with_joined & self.coverage.keys()):
            self.coverage[log] += shared_by_joined(self._spans_by_layout(log, layouts))
        self.listed = self._clip_to_lists(path / "lists.csv", clocks, layouts)
        self.declared = set(self.coverage)
        self.unread_rows = [*self._unread_rows(unmended, clocks, layouts)]
        self._remember()

    def _read_policy(self, path: Path) -> None:
        """Read policy.toml over the defaults, and the period."""
        self.policy: dict[str, Any] = tomllib.loads((path / "policy.toml").read_text("utf-8-sig"))
        for part, settings in DEFAULTS.items():
            self.policy[part] = settings | self.policy.get(part, {})
        self.policy.setdefault("regimes", [])
        self.suspended: dict[str, str] = self.policy["controls"]["suspended"]
        self.not_released = {*self.policy["scope"]["not_released"]}  # reasons that are no release, such as a transfer
        # the result "undetermined" is final: a check's answer, not the outcome of that name
        self.final_results = {*self.policy["vetting"]["final_results"]}
        limits, logs = dict(self.policy["limits"]), self.policy.get("logs", {})
        self.refresher = int(re.sub(r"\D", "", limits.pop("refresher_every")) or 12_000)  # months; none: 1,000 years
        self.limits = {name: duration(text) for name, text in limits.items()}
        self.settings = {log: layouts_of(log, logs.get(log, {})) for log in COLUMNS}
        self._read_clock_errors()
        self.clock = Clock(ZoneInfo(self.policy["agency"]["timezone"]), {})
        self.period = json.loads((path / "period.json").read_text("utf-8"))
        self.first, self.last = self.clock.read_day(self.period["from"]), self.clock.read_day(self.period["to"])
        self.days = range(self.first[FIRST_DAY], self.last[FIRST_DAY] + 1)

    def _read_clock_errors(self) -> None:
        """Add up the declared errors of each two logs' systems: none within one system, of several the widest."""
        declared = self.policy.get("systems", {})
        error = defaultdict(float, {name: duration(one.get("clock_error", "0s")) for name, one in declared.items()})
        systems = {log: {one.get("system", log) for one in own.values()} for log, own in self.settings.items()}
        self.clock_error = defaultdict[tuple[str, str], float](float)
        for (a, ones), (b, others) in itertools.product(systems.items(), repeat=2):
            self.clock_error[a, b] = max(error[x] + error[y] if x != y else 0.0 for x in ones for y in others)

    def _read_records(self, folder: Path, clocks: dict[str, dict[int, Clock]], layouts: dict[str, int]) -> None:
        """Read every log that was delivered; void bookings are no stays."""
        known, tables = dict[str, str](), dict[str, tuple[dict[Any, Row], list[Row], list[Row]]]()
        for log in COLUMNS:
            file = folder / f"{log}.csv"
            if file.is_file():
                joined = [
                    (number % JOINED, {*one["columns"], *one.get("constants", {})}, found[0])
                    for number, one in self.settings[log].items()
                    if (other := folder / f"{log}_joined_{number}.csv").is_file()
                    and (found := standing(log, other, {number: clocks[log][number]}, layouts, known, self.tally))
                ]
                tables[log] = standing(log, file, clocks[log], layouts, known, self.tally, joined)
            known = known or {key: key for key in tables.get("bookings", ({},))[0]}  # each text is kept once
        self.given = {*tables}
        self.rows: dict[str, dict[Any, Row]] = {log: tables[log][0] if log in tables else {} for log in COLUMNS}
        self.rows["hits"] = {name: row for name, row in self.rows["checks"].items() if row.result == "wanted"}
        self.stays = self.rows["bookings"]
        self.voids = [self.stays.pop(row.booking_id) for row in list(self.stays.values()) if row.void.lower() in YES]
        self.beside = {log: [row for row, _ in odd] for log, (_, odd, _) in tables.items()}
        self.unequal = [
            hull_of(lasts(row), lasts(first))
            for log, (_, odd, _) in tables.items()
            if log != "deliveries"  # several rows of a manifest for one file add up
            for row, first in odd
        ]
        self.unmatched = [lasts(row) for _, _, strays in tables.values() for row in strays]
        told_by_halves = tables["bookings"][2] if "bookings" in tables else []
        self.stays_without_a_row = {row.booking_id for row in told_by_halves} - self.stays.keys()

    def _read_quarantine(self, unmended: list[dict[str, str]]) -> None:
        """Note by log which stays and officers a row that could not be read names, and which records it may change."""
        self.named_in_unread_rows = defaultdict[str, set[str]](set)
        self.named_in_unread_rows["bookings"] |= self.stays_without_a_row  # rows of joined files tell of them
        for line in unmended:
            who = "officer_id" if line["log"] in OFFICERS else "booking_id"
            self.named_in_unread_rows[line["log"]] |= {line[who], *line["cells"].split(chr(31))}
        self._read_scientific(unmended)
        self._read_incomplete(unmended)
        self.maybe_changed = self._maybe_changed(unmended)
        for log in ("checks", "notifications", "holds"):
            self.named_in_unread_rows[log] |= {row.booking_id for row in self.maybe_changed[log]}
            for row in self.beside.get(log, ()):  # of two rows with one id in one delivery only the first stands
                first = self.rows[log][getattr(row, next(iter(COLUMNS[log])))]
                self.named_in_unread_rows[log] |= {row.booking_id} - {first.booking_id}

    def _read_scientific(self, unmended: list[dict[str, str]]) -> None:
        """Add, by log, each stay or officer that a number in scientific notation in an unread row may mean."""
        damaged = [(line["log"], line["officer_id"]) for line in unmended if "+" in line["officer_id"]]
        officers = {row.officer_id for log in ("checks", *OFFICERS) if damaged for row in self.rows[log].values()}
        for log, number in damaged:
            self.named_in_unread_rows[log] |= {one for one in officers if may_be_written_as(one, number)}
        written = {(line["log"], line["booking_id"]) for line in unmended if "+" in line["booking_id"]}
        logs = ("bookings", "checks", "notifications", "holds") if written else ()
        known = {row.booking_id for log in logs for row in self.rows[log].values()}
        for log, number in written:
            self.named_in_unread_rows[log] |= {one for one in known if may_be_written_as(one, number)}

    def _read_incomplete(self, unmended: list[dict[str, str]]) -> None:
        """Add, by log, each stay that a row nearly names which could not be read and names none.

        Of a number that lacks a part it is each stay that has the rest of it, unless that is but a facility. A row of
        bookings is of none of the stays that are known by another number.
        """
        facilities = {stay.facility_id for stay in self.stays.values()}
        rows = [(line["log"], line["booking_id"], line["reasons"].split()) for line in unmended]
        lost = [(log, number, reasons) for log, number, reasons in rows if number and number not in self.stays]
        sought = {plain for _, number, _ in lost for plain in plain_numbers(number)}
        logs = ("bookings", "checks", "notifications", "holds") if lost else ()
        known = {row.booking_id for log in logs for row in self.rows[log].values()}
        alike, with_rest = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for one in known:
            for plain in plain_numbers(one) & sought:
                alike[plain].add(one)
        lacking = {number for _, number, reasons in lost if "part_missing:booking_id" in reasons} - facilities
        for one in known if lacking else ():
            for dash in re.finditer("-", one):
                for rest in {one[: dash.start()], one[dash.end() :]} & lacking:
                    with_rest[rest].add(one)
        for log, number, reasons in lost:
            found = {one for plain in plain_numbers(number) for one in alike[plain]}
            if "part_missing:booking_id" in reasons:
                found |= with_rest[number]
            self.named_in_unread_rows[log] |= {one for one in found if log != "bookings" or one not in self.stays}

    def _remember(self) -> None:
        """Keep what is asked for more than once, and the same records as if every clock were right."""
        self.by, self.letters = lru_cache(None)(self._by), lru_cache(None)(self._letters)
        self.final_checks, self.permitted_by_law = lru_cache(1)(self._final_checks), lru_cache(None)(self._permitted)
        self.found_vetted = bytearray(1 + max(self.stays.values(), default=0))
        self.slack, self.with_clock_errors = self.clock_error, self
        self.without_clock_errors = self._with_exact_clocks() if any(self.clock_error.values()) else self

    def _with_exact_clocks(self) -> "Pack":
        """Return the same records as if no clock were wrong: what is decided there was in doubt for clocks alone.

        What is cached of the records does not depend on clock errors, and both share it. `found_vetted` does: each has
        its own.
        """
        exact = copy.copy(self)
        exact.slack = defaultdict(float)
        exact.found_vetted = bytearray(len(self.found_vetted))
        return exact

    def _manifest(
        self, path: Path, clock: Clock
    ) -> tuple[list[tuple[str, str, set[str], Span, Span]], set[tuple[str, str]]]:
        """Hold each row of the manifest against the files: its log, its state, the files found, and what it covers.

        That is first as it is declared, then up to when the file was made: no file speaks for the time after it.
        The second part is the files that no row names, as log and digest. `contradicted` are those of which no row
        says what they are.
        """
        paths, of_digest = defaultdict[tuple[str, str], set[str]](set), defaultdict[tuple[str, str], set[str]](set)
        names = defaultdict[tuple[str, str], set[tuple[str, str]]](set)
        rows = table_of(path) if path.is_file() else []
        for row in rows:
            row["file"] = row.get("file_1", row["file"])
        own_rows = {(row["log"], with_slashes(row["file"])) for row in rows}
        parts = Counter[tuple[str, str, str]]()  # rows of each name of a file; several layouts may each read some
        for line in [line for line in self.delivered if line["log"] != "deliveries"]:
            log, sha, file = line["log"], line["sha256"], with_slashes(line["file"])
            paths[log, file] |= {sha}
            of_digest[log, sha] |= {file}
            if (log, file) not in own_rows:  # two folders may hold files of one name
                names[log, base_name(file)] |= {(file, sha)}
            parts[log, sha, file] += int(line["received"]) - int(line.get("set_aside") or 0)
        sizes = Counter[tuple[str, str]]()  # rows of each digest; one that came again has none, or as a list the same
        for (log, sha, _), size in parts.items():
            sizes[log, sha] = max(sizes[log, sha], size)
        most = Counter[str]()  # of two logs in one file, one may set aside what is the other's
        for (_, sha), size in sizes.items():
            most[sha] = max(most[sha], size)
        told = defaultdict[tuple[str, str], set[bool]](set)  # of each file that a row names: is it as the row says?
        held, named = list[tuple[str, str, set[str], Span, Span]](), set[tuple[str, str]]()
        versions = defaultdict[tuple[str, str], list[Version]](list)
        for row in rows:
            versions[row["log"], row["file"]] += [version_of(row, clock)]
            named.add((row["log"], (row.get("sha256") or "").lower()))
        for row in rows:
            own, log, file = version_of(row, clock), row["log"], row["file"]
            number, sha, begun, ended = own
            later = [one for one in versions[log, file] if one[0] > number]
            if log == "deliveries" or (later and (log, sha) not in sizes) or any(replaces(one, own) for one in later):
                continue
            said = with_slashes(file)
            exact = paths.get((log, said), set())
            named_so = names.get((log, base_name(said)), set())
            alike = exact | {one for here, one in named_so if is_end_of(said, here) or is_end_of(here, said)}
            found = {sha} if (log, sha) in sizes else set() if sha else exact or alike
            same = any(int(row["rows"]) in (sizes[log, one], most[one]) for one in found)
            state = "matches" if same else "rows_differ" if found else "digest_differs" if alike else "no_such_file"
            first = begun[1] if begun[FAULT] else begun[0]  # of a doubtful hour the less
            last = ended[0] if ended[FAULT] else ended[1]
            made = clock.read(row["exported_at"]) if row.get("exported_at") else None
            spoken = (first, min(last, made[0] if made[FAULT] else made[1]) if made else last)
            held.append((log, state, {sha} if (log, sha) in sizes else alike, (first, last), spoken))
            by_name = {one for one, _ in named_so if is_end_of(said, one) or is_end_of(one, said)}
            by_name |= {said} if exact else set()
            same_digest = of_digest[log, sha]
            for one in same_digest & by_name or same_digest or by_name:
                told[log, one].add(state == "matches")
            if any((log, digest) not in sizes for _, digest, _, _ in versions[log, file]):
                named |= {(log, one) for one in alike}  # some row of the name leads by no digest to its file
        self.contradicted = {file for file, said in told.items() if True not in said}
        return held, sizes.keys() - named

    def _clip_to_lists(self, path: Path, clocks: dict[str, dict[int, Clock]], layouts: dict[str, int]) -> set[str]:
        """Leave a log made of lists what its lists speak for; return the logs that are made so.

        A list in a file that the manifest contradicts may lack some, and speaks for nothing.
        """
        files = {line["delivery"]: (line["log"], with_slashes(line["file"])) for line in self.delivered}
        taken = defaultdict[tuple[str, int], dict[int, Moment]](dict)
        for line in table_of(path) if path.is_file() else []:
            log, layout = line["log"], layouts[line["delivery"]]
            lists, at = taken[log, layout], clocks[log][layout].read(line["taken"]) if line["taken"] else NEVER
            if at[FIRST_DAY] and files[line["delivery"]] not in self.contradicted:
                lists[at[0]] = (at[0], max(at[1], lists.get(at[0], at)[1]), *at[2:])
        for log in {log for log, _ in taken} & self.coverage.keys():
            between = [
                span
                for (of, layout), lists in taken.items()
                if of == log
                for span in self.clock.between_lists(lists.values(), duration(self._at_most(log, layout)))
            ]
            both = [(max(a[0], b[0]), min(a[1], b[1])) for a in self.coverage[log] for b in between]
            self.coverage[log] = [span for span in both if span[0] <= span[1]]
        return {log for log, _ in taken}

    def _at_most(self, log: str, layout: int) -> str:
        """Return how far apart the policy allows two lists of a layout to be."""
        return str(self.settings[log][layout]["snapshots"].get("at_most", "24h"))

    def _spans_by_layout(self, log: str, layouts: dict[str, int]) -> dict[int, list[Span]]:
        """Give what the files of each layout of a log, and of each kind of its joined files, cover."""
        spans = defaultdict[int, list[Span]](list)
        for line in [line for line in self.delivered if line["log"] == log]:
            own = spans[layouts[line["delivery"]]]
            matching = [(shas, at) for of, state, shas, _, at in self.manifest if (of, state) == (log, "matches")]
            own += [at for shas, at in matching if line["sha256"] in shas]
        return spans

    def _unread_rows(
        self, lines: list[dict[str, str]], clocks: dict[str, dict[int, Clock]], layouts: dict[str, int]
    ) -> Iterator[tuple[str, set[str], Span]]:
        """Give each row that could not be read with its log, its reasons, and the time that it lies in.

        That is its own, where each time in it could be read; else what its file covers; else any time.
        """
        spoken = defaultdict[tuple[str, str], list[Span]](list)
        for log, state, shas, span, _ in self.manifest:
            for sha in shas if state == "matches" else ():
                spoken[log, sha].append(span)
        of = {(line["delivery"], line["log"]): line["sha256"] for line in self.delivered}
        for line in lines:
            log, reasons = line["log"], {*line["reasons"].split()}
            texts = dict(text.split("=", 1) for text in (line.get("times") or "").split(chr(31)) if text)
            spans = spoken[log, of.get((line["delivery"], log), "")] or [ANYWHERE]
            if texts and all(one in OWN or (":" in one and one.split(":")[1] not in EVENTS) for one in reasons):
                ended = log not in ENDS or ENDS[log] in texts
                clock = clocks[log][layouts.get(line["delivery"], 0)]
                times = [clock.read(text) for text in texts.values()]
                spans = [(at[0], at[1] if ended else INF) for at in times]
            yield log, reasons, (min(lo for lo, _ in spans), max(hi for _, hi in spans))

    def _maybe_changed(self, quarantine: list[dict[str, str]]) -> dict[str, set[Row]]:
        """Give, by log, the records that a row which could not be read may have changed.

        A number or an id that belongs to another stay corrects nothing: the earlier record stands.
        """
        found = defaultdict[str, set[Row]](set)
        for line in quarantine:
            log, keys = line["log"], {*line["cells"].split(chr(31))}
            if not {"number_of_another_stay", "id_of_another_stay"} & {*line["reasons"].split()}:
                keys.add(line["key"])
            for key in keys:
                own = key if KEYS[log] == 1 else tuple(key.split(chr(31)))
                found[log] |= {self.rows[log][own]} if own in self.rows[log] else set()
            if log in OFFICERS and not line["key"]:  # without its day a letter or a course may be any of the officer's
                officers = {line["officer_id"], *line["cells"].split(chr(31))}
                found[log] |= {
                    row
                    for row in self.rows[log].values()
                    if row.officer_id in officers or may_be_written_as(row.officer_id, line["officer_id"])
                }
        return found

    def _near_links(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Give, by log, the stays that a record nearly names, and the numbers with which records do so.

        A record that names a stay is no near link, even if its number resembles another. One with the number of a
        person nearly names each stay of that person.
        """
        logs = ("checks", "notifications", "holds", "movements")
        strays = {log: {row.booking_id for row in self.rows[log].values()} - self.stays.keys() for log in logs}
        sought = {plain for numbers in strays.values() for number in numbers for plain in plain_numbers(number)}
        stays = defaultdict[str, set[str]](set)
        for number, stay in self.stays.items() if sought else ():
            for plain in (plain_numbers(number) | plain_numbers(stay.person_id)) & sought:
                stays[plain].add(number)
        near, nearly = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for log, numbers in strays.items():
            nearly[log] = {number for number in numbers if plain_numbers(number) & stays.keys()}
            near[log] = {stay for number in nearly[log] for one in plain_numbers(number) for stay in stays.get(one, ())}
        return near, nearly

    def _by(self, log: str, column: str) -> dict[str, Any]:
        """Group a log's rows by a column; a row that is alone stands for itself."""
        groups = dict[str, Any]()
        for row in self.rows[log].values():  # a row that is alone stands for itself
            alike = groups.get(name := getattr(row, column))
            groups[name] = row if alike is None else (*(alike if isinstance(alike, tuple) else (alike,)), row)
        return groups

    def group(self, log: str, name: str, by: str) -> tuple[Row, ...]:
        """Return the rows in which a column has this text."""
        found = self.by(log, by).get(name, ())
        return found if isinstance(found, tuple) else (found,)

    def by_stay(self, log: str, stay: Row, kinds: set[str] | None = None) -> Sequence[Row]:
        """Return a stay's records in a log, of some kinds of hold or results of a check."""
        found = self.group(log, stay.booking_id, "booking_id")
        if kinds is None or not found:
            return found
        column = "kind" if log == "holds" else "result"
        return [row for row in found if getattr(row, column) in kinds]

    def covers(self, log: str, lo: float, hi: float) -> bool:
        """Say whether a log speaks for the whole of [lo, hi]."""
        if log in self.listed:
            return False  # who came and went between two lists stands on none
        if log not in self.coverage:  # inferred, since nothing declares it
            names = [name for name in TIMES[log] if name != "recorded_at"]
            ends = [at[:2] for row in self.rows[log].values() for name in names if (at := getattr(row, name))]
            self.coverage[log] = [(min(at[0] for at in ends), max(at[1] for at in ends))] if ends else []
        return covered(self.coverage[log], lo, hi)

    # The controls: each is a method that bears its id and judges one item (queries/controls/)

    def decide_control(self, control: str) -> dict[str, tuple[str, str]]:
        """Judge every item of a control: its outcome and reason."""
        population, judge = CONTROLS[control][1], getattr(self, control)
        verdicts, same = dict[str, tuple[str, str]](), dict[Any, tuple[str, str]]()
        # a stay that ended as no release is out of the scope of each control on released stays; of notified_in_time it
        # is not, which is about the hit
        not_released = self.not_released if population in (released, with_hit, to_ice) else ()
        for name, subject in () if self.not_run_because(control) else population(self):
            if control != "check_in_scope" and self.may_be_changed(subject):  # that control asks it itself, later
                outcome, reason, times = UNDETERMINED, "record_unreadable", ()
            elif not_released and subject.release_reason in not_released:
                outcome, reason, times = OUT, "not_released", ()
            else:
                outcome, reason, times = judge(subject)
                if outcome != OUT and self.is_between_periods(control, subject):
                    outcome, reason = UNDETERMINED, "between_periods"
                elif outcome == UNDETERMINED:
                    reason = self._reason_of_doubt(control, subject, reason, times)
            verdict = (outcome, reason)
            verdicts[name] = same.setdefault(verdict, verdict)  # equal verdicts share one object
        return verdicts

    def is_between_periods(self, control: str, subject: Any) -> bool:
        """Say whether the period begins or ends between the two moments between which an item's time lies."""
        time_of = CONTROLS[control][2]
        at = self.first_hit(subject) if time_of is Pack.first_hit else time_of(subject)
        if at is None or at[FIRST_DAY] >= at[LAST_DAY]:
            return False
        return at[FIRST_DAY] < self.days.start or at[LAST_DAY] >= self.days.stop

    def not_run_because(self, control: str) -> str:
        """Say why a control has no figures, not even zeros; nothing where it was run."""
        if control in self.suspended:
            return f"suspended: {self.suspended[control]}"
        missing = [log for log in CONTROLS[control][0].split() if log not in self.given]
        if missing:
            return f"not testable: no {' and no '.join(missing)} log was delivered"
        columns_by_log = [(line["log"], line["columns"].split()) for line in self.delivered if "columns" in line]
        columns_by_log = columns_by_log or [(log, [*COLUMNS[log]]) for log in self.given]
        mapped = {f"{log}.{name}" for log, names in columns_by_log for name in names}
        lacking = [name for name in NEEDS_COLUMNS.get(control, "").split() if name not in mapped]
        if lacking:
            return f"not testable: no column of the files is mapped to {' or to '.join(lacking)}"
        for name in NEEDS_COLUMNS.get(control, "").split():
            if any(name not in has for has in self._columns_in_force(name.split(".")[0])):
                return f"not testable: in some files in force no column is mapped to {name}"
        if control == "permitted_by_law" and not self.policy["regimes"]:
            return "not testable: the policy names no rule"
        return ""

    def _columns_in_force(self, log: str) -> Iterator[set[str]]:
        """Give the columns of each file with a record that stands, with those that joined files fill in it."""
        lines = [(int(line.get("layout") or 0), line) for line in self.delivered if line["log"] == log]
        for layout, line in lines:
            if layout < JOINED and line.get("columns") and line["delivery"] in self.tally.in_force:
                joined = [one["columns"] for number, one in lines if number >= JOINED and number % JOINED == layout]
                yield {f"{log}.{column}" for columns in (line["columns"], *joined) for column in columns.split()}

    def _reason_of_doubt(self, control: str, subject: Row, reason: str, times: Sequence[Moment | None]) -> str:
        """Return the reason of a doubt: clock_error, if the item is decided once no clock is wrong.

        To see that, the same control is asked once more, of the same records with every clock exact. Else it is the
        reason that the control gives without clock errors; where it gives none, the first of repeated_hour,
        time_missing and precision that applies to the times in doubt.
        """
        if self.without_clock_errors is not self:
            outcome, reason, times = getattr(self.without_clock_errors, control)(subject)
            if outcome != UNDETERMINED:
                return "clock_error"
        if reason:
            return reason
        if any(at and at[FAULT] == REPEATED for at in times):
            return "repeated_hour"
        # "precision" is what is left
        return "time_missing" if None in times else "precision"

    def may_be_changed(self, subject: Any) -> bool:
        """Say whether a row that could not be read may have changed the record that an item is."""
        if isinstance(subject, Act):
            return subject.may_be_changed
        log = type(subject).__name__
        return subject in self.maybe_changed.get(log, ())

    def excuse_for_absence(self, name: str, lo: float, hi: float, *logs: str, some_too_early: bool = False) -> str:
        """Return a reason for which it proves nothing that no record decides; nothing where there is none.

        Asked only where none decides: there is none, or what there is came too late. The first that applies: a record
        that nearly names the stay, one that was too early, a row that could not be read, a time that the log does not
        cover.
        """
        if any(name in self.stays_nearly_named[log] for log in logs):
            return "link_unclear"
        if some_too_early:
            return "before_booking"
        if any(name in self.named_in_unread_rows[log] for log in logs):
            return "record_unreadable"
        # the officers' logs are taken as whole where no manifest speaks of them
        taken_as_whole = {log for log in OFFICERS if log in self.given and log not in self.declared}
        not_covering = [log for log in logs if log not in taken_as_whole and not self.covers(log, lo, hi)]
        return "holds_not_covered" if not_covering == ["holds"] else "not_covered" if not_covering else ""

    def certainly_before(self, stay: Row, spans: Iterable[Span | Moment], log: str) -> bool:
        """Say whether one of these moments certainly came before the release."""
        released, error = stay.released_at[0], self.slack[log, "bookings"]
        return any(at[1] + error < released for at in spans)

    def may_be_before(self, stay: Row, spans: Iterable[Span | Moment], log: str) -> bool:
        """Say whether one of these moments may have come before the release."""
        released, error = stay.released_at[1], self.slack[log, "bookings"]
        return any(at[0] - error < released for at in spans)

    def too_early(self, stay: Row, latest: float, log: str) -> bool:
        """Say whether a record is certainly from so long before the booking that it cannot be of the stay."""
        return bool(latest + self.slack[log, "bookings"] + self.limits["check_before_booking"] < stay.booked_at[0])

    def of_the_stay(self, stay: Row, records: Iterable[Row], log: str) -> tuple[list[Row], bool]:
        """Leave out the checks or notices that are certainly too early, and say whether any was left out."""
        given = [*records]
        ends = [completion_span(row)[1] if log == "checks" else row.sent_at[1] for row in given]
        kept = [row for row, end in zip(given, ends, strict=True) if not self.too_early(stay, end, log)]
        return kept, len(kept) < len(given)

    def _final_checks(self, stay: Row) -> tuple[Sequence[Row], Sequence[Row]]:
        """Return the checks with a final result that certainly count, and those that may count."""
        found = self.by_stay("checks", stay, self.final_results)
        if not self.policy["vetting"]["require_authorized_officer"]:
            return found, found
        authority = [(check, self.officer_authorized(check)[0]) for check in found]
        certain = [check for check, outcome in authority if outcome == MET]
        return certain, [check for check, outcome in authority if outcome != EXCEPTION]

    def vetted_before_release(self, stay: Row) -> Judged:
        """Judge one stay: met if a final check was certainly completed before the release.

        A row that could not be read and names the stay is asked about only when no final check may have come before
        the release.
        """
        if stay.commitment not in self.policy["scope"]["commitments"]:
            return OUT, "commitment_out_of_scope", ()
        if self.found_vetted[stay]:  # by the record's number
            return MET, "before_release", ()
        authorized, may_be_authorized = self.final_checks(stay)
        of_this_stay, some_too_early = self.of_the_stay(stay, may_be_authorized, "checks")
        undoubted = [one for one in of_this_stay if one in authorized and one not in self.maybe_changed["checks"]]
        if self.certainly_before(stay, map(completion_span, undoubted), "checks"):
            self.found_vetted[stay] = True
            return MET, "before_release", ()
        if self.may_be_before(stay, map(completion_span, of_this_stay), "checks"):
            times = [stay.released_at, *(check.completed_at for check in of_this_stay)]
            return UNDETERMINED, self._vetting_doubt(stay, of_this_stay, authorized), times
        excuse = self.excuse_for_absence(
            stay.booking_id, stay.booked_at[0], stay.released_at[1], "checks", some_too_early=some_too_early
        )
        others = self.of_the_stay(stay, self.by_stay("checks", stay), "checks")[0]
        what_lacks = "after_release" if of_this_stay else "no_final_result" if others else "no_check"
        return missing_record(excuse, what_lacks)

    def _vetting_doubt(self, stay: Row, of_this_stay: list[Row], authorized: Sequence[Row]) -> str:
        """Return the reason for which a check that is in time does not show vetting; nothing if no check is in time."""
        in_time = [check for check in of_this_stay if self.certainly_before(stay, [completion_span(check)], "checks")]
        if any(check in authorized and check in self.maybe_changed["checks"] for check in in_time):
            return "record_unreadable"
        doubtful = [check for check in in_time if check not in authorized]
        unread = self.named_in_unread_rows["authorizations"]
        if any(check.officer_id and check.officer_id in unread for check in doubtful):
            return "record_unreadable"
        return "authority_unclear" if doubtful else ""

    def hit_notified_before_release(self, stay: Row) -> Judged:
        """Judge one stay with a hit: met if ICE was certainly notified before the release."""
        hits, _ = self.of_the_stay(stay, self.by_stay("hits", stay), "checks")
        if not hits:  # there are hits, or it would not be asked: all of them are older than the booking
            return UNDETERMINED, "before_booking", ()
        notices, some_too_early = self.of_the_stay(stay, self.by_stay("notifications", stay), "notifications")
        sure_notices = [row.sent_at for row in notices if row not in self.maybe_changed["notifications"]]
        if self.certainly_before(stay, sure_notices, "notifications"):
            return MET, "notice_before_release", ()
        sent, found = [row.sent_at for row in notices], [completion_span(hit) for hit in hits]
        sure_hits = [completion_span(hit) for hit in hits if hit not in self.maybe_changed["checks"]]
        maybe_notified = self.may_be_before(stay, sent, "notifications")
        if maybe_notified or not self.certainly_before(stay, sure_hits, "checks"):
            # an unread row is the cause where the records as they stand would decide
            unread = self.certainly_before(stay, sent, "notifications")
            unread = unread or (not maybe_notified and self.certainly_before(stay, found, "checks"))
            times = [stay.released_at, *sent, *(hit.completed_at for hit in hits)]
            return UNDETERMINED, "record_unreadable" if unread else "", times
        excuse = self.excuse_for_absence(
            stay.booking_id, stay.booked_at[0], stay.released_at[1], "notifications", some_too_early=some_too_early
        )
        return missing_record(excuse, "after_release" if sent else "no_notice")

    def notified_in_time(self, stay: Row) -> Judged:
        """Judge one stay with a hit: met if ICE was notified within `notify_within` of the first hit."""
        if any(hit in self.maybe_changed["checks"] for hit in self.by_stay("hits", stay)):
            return UNDETERMINED, "record_unreadable", ()
        hits, _ = self.of_the_stay(stay, self.by_stay("hits", stay), "checks")
        if not hits:
            return UNDETERMINED, "before_booking", ()
        limit, error = self.limits["notify_within"], self.slack["notifications", "checks"]
        notices, some_too_early = self.of_the_stay(stay, self.by_stay("notifications", stay), "notifications")
        first, last = map(min, zip(*map(completion_span, hits), strict=True))
        in_time = [row for row in notices if row.sent_at[1] + error <= first + limit]
        if any(row not in self.maybe_changed["notifications"] for row in in_time):
            return MET, "notified_in_time", ()
        if last == INF or any(row.sent_at[0] - error <= last + limit for row in notices):
            times = [*(row.sent_at for row in notices), *(hit.completed_at for hit in hits)]
            return UNDETERMINED, "record_unreadable" if in_time else "", times
        excuse = self.excuse_for_absence(
            stay.booking_id, first, last + limit, "notifications", some_too_early=some_too_early
        )
        return missing_record(excuse, "notified_late" if notices else "no_notice")

    def not_held_too_long(self, stay: Row) -> Judged:
        """Judge one stay: met if released within `release_within` of the authorisation.

        Met too if the whole time past the limit lies under holds that are not ICE's.
        """
        begun, ended, limit = stay.release_authorized_at, stay.released_at, self.limits["release_within"]
        if begun is None:
            return UNDETERMINED, "authorization_time_missing", ()
        if ended[1] - begun[0] <= limit:
            return MET, "released_in_time", ()
        error, holds = self.slack["holds", "bookings"], self.by_stay("holds", stay)
        spans = [(hold, hold.placed_at, hold.lifted_at or ENDLESS) for hold in holds]
        other_grounds = [(hold, at, end) for hold, at, end in spans if hold.kind not in ICE]
        sure_grounds = [(at, end) for hold, at, end in other_grounds if hold not in self.maybe_changed["holds"]]
        # the time past the limit, if the minutes are read widest and if they are read narrowest
        longest_wait = begun[0] + limit + 1, ended[1]
        shortest_wait = begun[1] + limit + 1, ended[0]
        if covered(((at[1] + error, end[0] - error) for at, end in sure_grounds), *longest_wait):
            return MET, "covered_by_hold", ()
        may_be_covered = covered(((at[0] - error, end[1] + error) for _, at, end in other_grounds), *shortest_wait)
        is_late = ended[0] - begun[1] > limit
        if may_be_covered or not is_late:
            # a hold that was not lifted lacks no time: NEVER
            times = [begun, ended, *(at for hold in holds for at in (hold.placed_at, hold.lifted_at or NEVER))]
            unread = is_late and len(sure_grounds) < len(other_grounds)
            return UNDETERMINED, "record_unreadable" if unread else "", times
        # held on an ICE hold, if one stood at any moment from the authorisation to the release
        ice = [(at, end) for hold, at, end in spans if hold.kind in ICE]
        on_ice = any(at[0] - error <= ended[1] and end[1] + error >= begun[0] for at, end in ice)
        excuse = self.excuse_for_absence(stay.booking_id, begun[0], ended[1], "holds")
        return missing_record(excuse, "ice_hold_only" if on_ice else "late_release")

    def check_in_scope(self, check: Row) -> Judged:
        """Judge one check: met if its stay is known and its commitment is in scope."""
        is_unread = check.booking_id in self.named_in_unread_rows["bookings"] or check in self.maybe_changed["checks"]
        if (stay := self.stays.get(check.booking_id)) is None:
            if check.booking_id in self.numbers_nearly_naming["checks"]:
                return UNDETERMINED, "link_unclear", ()
            if is_unread:
                return UNDETERMINED, "record_unreadable", ()
            lo, hi = completed_else_requested(check)[:2]
            return missing_record(self.excuse_for_absence(check.booking_id, lo, hi, "bookings"), "no_booking")
        if self.too_early(stay, completion_span(check)[1], "checks"):
            return UNDETERMINED, "before_booking", ()
        if is_unread:
            return UNDETERMINED, "record_unreadable", ()
        if stay.commitment not in self.policy["scope"]["commitments"]:
            return EXCEPTION, "commitment_out_of_scope", ()
        if not self.policy["scope"].get("check_after_commitment"):
            return MET, "in_scope", ()
        (lo, hi), at = (stay.committed_at or (-INF, INF))[:2], completed_else_requested(check)
        error, times = self.slack["checks", "bookings"], [at, stay.committed_at] if stay.committed_at else [None]
        return decided(hi + error <= at[0], at[1] + error >= lo, "", "in_scope", "before_commitment", *times)

    def officer_authorized(self, check: Row) -> Judged:
        """Judge one check: met if letters, taken together, certainly authorise its officer at its time."""
        officer, at = check.officer_id, completed_else_requested(check)
        if not officer:
            return UNDETERMINED, "officer_missing", ()
        if at is None:
            return UNDETERMINED, "time_missing", ()
        sure, maybe = self.letters(officer)
        if covered(sure, *at[:2]):
            return MET, "authorized", ()
        possible = any(lo <= at[1] and at[0] <= hi for lo, hi in maybe)
        # an unread letter goes before a letter that may hold: it alone may authorise the whole time
        if officer in self.named_in_unread_rows["authorizations"]:
            return UNDETERMINED, "record_unreadable", ()
        excuse = self.excuse_for_absence(officer, *at[:2], "authorizations")
        return decided(False, possible, excuse, "", "outside_authorization" if maybe else "no_authorization", at)

    def _letters(self, officer: str) -> tuple[list[Span], list[Span]]:
        """Return when each letter of an officer certainly holds, and when each may hold.

        It holds from the first moment of its first day to the last of its last; on the day of a revocation it may hold.
        """
        rows = self.group("authorizations", officer, "officer_id")
        possible, certain = list[Span](), list[Span]()
        for row in rows:
            begun = row.authorized_from[0]
            ended = (row.authorized_to or ENDLESS)[1]
            gone = row.revoked_on or ENDLESS
            possible.append((begun, min(ended, gone[1])))
            if row not in self.maybe_changed["authorizations"]:
                certain.append((begun, min(ended, gone[0] - 1)))
        return certain, possible

    def training_current(self, check: Row) -> Judged:
        """Judge one check: met if its officer had passed the basic course before, and a refresher in time."""
        officer, at = check.officer_id, completed_else_requested(check)
        if not officer:
            return UNDETERMINED, "officer_missing", ()
        day, last_day = at[FIRST_DAY], at[LAST_DAY]
        since, until = (self.months_before(one, self.refresher) for one in (day, last_day))
        known = [
            row for row in self.group("training", officer, "officer_id") if row.completed_on[FIRST_DAY] <= last_day
        ]
        basic = [row for row in known if row.course == "basic"]
        passed = [row for row in basic if not row.exam_passed or row.exam_passed.lower() in YES]
        fresh = [row for row in known if row.completed_on[FIRST_DAY] >= since]
        earlier = {row for row in known if row.completed_on[FIRST_DAY] < day}
        certain = earlier.difference(self.maybe_changed["training"])
        certainly_fresh = any(row.completed_on[FIRST_DAY] >= until for row in certain)
        certainly_passed = any(row.exam_passed for row in certain.intersection(passed))
        if certainly_passed and certainly_fresh:
            return MET, "trained", ()
        unread = officer in self.named_in_unread_rows["training"]
        lacks_basic = not passed and not unread and self.training_reaches(check, -INF)
        lacks_refresher = not fresh and not unread and self.training_reaches(check, since)
        if lacks_basic or lacks_refresher:
            without_basic = "exam_failed" if basic else "no_basic_course"
            return EXCEPTION, without_basic if lacks_basic else "refresher_overdue", ()
        in_doubt = any(row in self.maybe_changed["training"] for row in self.group("training", officer, "officer_id"))
        if unread and (in_doubt or not passed or not fresh):
            return UNDETERMINED, "record_unreadable", ()
        if not passed or not fresh:
            return UNDETERMINED, "not_covered", ()
        if not certainly_passed and any(not row.exam_passed for row in earlier.intersection(passed)):
            return UNDETERMINED, "exam_not_recorded", ()
        return UNDETERMINED, "same_day" if day == last_day else "precision", ()

    def training_reaches(self, check: Row, since: float) -> bool:
        """Say whether a course that is not recorded was not taken: the log covers the time up to the check.

        That time begins ten years before the check, with the officer's first letter, or with the day `since`, whichever
        is latest. A log that no manifest speaks of is taken as whole for the officers whom it names.
        """
        if "training" not in self.declared:
            return bool(self.group("training", check.officer_id, "officer_id"))
        at = completed_else_requested(check)
        start = self.first_moment(self.months_before(at[FIRST_DAY], 120))
        letters = [row.authorized_from[0] for row in self.group("authorizations", check.officer_id, "officer_id")]
        if letters:
            start = max(start, min(letters))
        if since > 0:
            start = max(start, self.first_moment(int(since)))
        return self.covers("training", min(start, at[0]), at[1])

    def months_before(self, day: int, months: int) -> int:
        """Return the day so many calendar months before a day."""
        then = date.fromordinal(day)
        year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
        return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()

    def first_moment(self, day: int) -> int:
        """Return the first instant of a local day."""
        return self.clock.read_day(str(date.fromordinal(day)))[0]

    def claim_reported_in_time(self, claim: Row) -> Judged:
        """Judge one claim of citizenship: met if it was reported within `claim_within` of being raised."""
        if claim.reported_at is None:
            last = claim.raised_at[1] + self.limits["claim_within"]
            excuse = "" if self.covers("claims", claim.raised_at[0], last) else "not_covered"
            return missing_record(excuse, "not_reported")
        limit = self.limits["claim_within"]
        sure = claim.reported_at[1] - claim.raised_at[0] <= limit
        possible = claim.reported_at[0] - claim.raised_at[1] <= limit
        return decided(sure, possible, "", "reported_in_time", "reported_late", claim.raised_at, claim.reported_at)

    def complaint_forwarded(self, complaint: Row) -> Judged:
        """Judge one complaint: met if it was forwarded within `complaint_within`, weekends not counted."""
        begun, ended, limit = complaint.received_at, complaint.forwarded_at, self.limits["complaint_within"]
        if ended is None:
            last = float(begun[1])
            while (short := limit - self.weekdays(begun[1], last)) > 0:  # a weekend on the way makes it later
                last += short
            excuse = "" if self.covers("complaints", begun[0], last) else "not_covered"
            return missing_record(excuse, "not_forwarded")
        sure = self.weekdays(begun[0], ended[1]) <= limit
        possible = self.weekdays(begun[1], ended[0]) <= limit
        return decided(sure, possible, "", "forwarded_in_time", "forwarded_late", begun, ended)

    def weekdays(self, lo: float, hi: float) -> float:
        """Return the time from lo to hi without weekends; less than nothing if hi is before lo."""
        first, last = (EPOCH.toordinal() + int(at // DAY) for at in (lo, max(lo, hi)))
        # of a day's number, the remainder is 6 on Saturday and 0 on Sunday
        days = [str(date.fromordinal(day)) for day in range(first - 1, last + 2) if day % 7 in (6, 0)]
        return hi - lo - sum(max(0, min(hi, at[1] + 1) - max(lo, at[0])) for at in map(self.clock.read_day, days))

    def interpreter_asked(self, row: Row) -> Judged:
        """Judge one interview: met if anything was recorded of the question."""
        return decided(bool(row.interpreter_question), False, "", "question_recorded", "question_missing")

    def pickup_has_notice(self, stay: Row) -> Judged:
        """Judge one stay released to ICE: met if a notice or an ICE hold precedes the release."""
        notices, some_too_early = self.of_the_stay(stay, self.by_stay("notifications", stay), "notifications")
        holds = self.by_stay("holds", stay, ICE)
        sure_notices = [row.sent_at for row in notices if row not in self.maybe_changed["notifications"]]
        sure_holds = [row.placed_at for row in holds if row not in self.maybe_changed["holds"]]
        sure_notice = self.certainly_before(stay, sure_notices, "notifications")
        if sure_notice or self.certainly_before(stay, sure_holds, "holds"):
            return MET, "notice_or_hold_on_record", ()
        sent, placed = [row.sent_at for row in notices], [row.placed_at for row in holds]
        if self.may_be_before(stay, sent, "notifications") or self.may_be_before(stay, placed, "holds"):
            # an unread row is the cause where the records as they stand would decide
            unread = self.certainly_before(stay, sent, "notifications") or self.certainly_before(stay, placed, "holds")
            return UNDETERMINED, "record_unreadable" if unread else "", [stay.released_at, *sent, *placed]
        logs = ("notifications", "holds")
        excuse = self.excuse_for_absence(
            stay.booking_id, stay.booked_at[0], stay.released_at[1], *logs, some_too_early=some_too_early
        )
        return missing_record(excuse, "no_notice_or_hold")

    def recorded_before_release(self, stay: Row) -> Judged:
        """Judge one vetted stay: met if a check that decides it was recorded before the release."""
        (lo, hi), error = stay.released_at[:2], self.slack["checks", "bookings"]
        vetting = self.with_clock_errors  # which checks decide does not depend on what is asked of them
        checks, _ = vetting.of_the_stay(stay, self.final_checks(stay)[0], "checks")
        checks = [check for check in checks if vetting.certainly_before(stay, [completion_span(check)], "checks")]
        written = [check.recorded_at for check in checks if check not in self.maybe_changed["checks"]]
        sure = any(at and at[1] + error < lo for at in written)
        possible = any(at is None or at[0] - error <= hi for at in written)
        excuse = "record_unreadable" if stay.booking_id in self.named_in_unread_rows["checks"] else ""
        excuse = "link_unclear" if stay.booking_id in self.stays_nearly_named["checks"] else excuse
        return decided(sure, possible, excuse, "recorded_before", "recorded_after_release", stay.released_at, *written)

    def custody_not_rewritten(self, stay: Row) -> Judged:
        """Judge one stay released to ICE: an exception if an ICE hold begins as custody ends, on paper alone.

        Met: every ICE hold was certainly placed more than an hour from the release, and none was placed or served at it
        (or the person was away between the authorised release and the release); or no hold was placed or served within
        an hour of the release, and the log of holds covers that time. Exception: a hold was placed or served at the
        release, to the minute, and the log of movements shows that the person stayed. A hold that was placed within the
        hour, but not at the release, is undetermined.
        """
        holds, error = self.by_stay("holds", stay, ICE), self.slack["holds", "bookings"]
        (lo, hi), moved = stay.released_at[:2], self.slack["movements", "bookings"]
        begun, placed = stay.release_authorized_at, [hold.placed_at for hold in holds]
        starts = [*placed, *(hold.served_at for hold in holds if hold.served_at)]
        # `apart` asks only when holds were placed; `same` and `close` ask when they were served too
        same = any(at[0] - error <= hi and at[1] + error >= lo for at in starts)
        apart = bool(holds) and all(at[1] + error + HOUR < lo or at[0] - error > hi + HOUR for at in placed)
        away = [(row.out_at, row.in_at) for row in self.by_stay("movements", stay)]
        went = any(begun and out[1] + moved <= lo and (back or out)[0] - moved >= begun[1] for out, back in away)
        close = any(at[0] - error <= hi + HOUR and at[1] + error >= lo - HOUR for at in starts)
        whole = self.covers("holds", lo - HOUR, hi + HOUR)
        excuse = "record_unreadable" if stay.booking_id in self.named_in_unread_rows["holds"] else ""
        excuse = "link_unclear" if stay.booking_id in self.stays_nearly_named["holds"] else excuse
        if not excuse and ((apart and (went or not same)) or (whole and not close)):
            return MET, "hold_apart" if holds else "no_hold_near", ()
        # whether movements are asked about does not depend on which clocks this is asked with
        if any(self._paper_change(stay, holds, errors) for errors in (self.clock_error, defaultdict(float))):
            excuse = self.excuse_for_absence(stay.booking_id, (begun or stay.booked_at)[0], hi, "movements")
        else:
            excuse = excuse or ("" if holds or whole else "not_covered")
        if not excuse and self._paper_change(stay, holds, self.slack):
            return EXCEPTION, "paper_change", ()
        return UNDETERMINED, excuse, [stay.released_at, *starts]

    def _paper_change(self, stay: Row, holds: Sequence[Row], errors: dict[tuple[str, str], float]) -> bool:
        """Say whether an ICE hold begins at the moment of the release, as far as both are known to the minute.

        A movement that may lie between the authorised release and the release keeps it from being one.
        """
        (lo, hi), error, moved = stay.released_at[:2], errors["holds", "bookings"], errors["movements", "bookings"]
        since = (stay.release_authorized_at or stay.booked_at)[0]
        away = [(row.out_at, row.in_at or ENDLESS) for row in self.by_stay("movements", stay)]
        if hi - lo >= MINUTE or any(out[0] - moved <= hi and back[1] + moved >= since for out, back in away):
            return False
        known = [hold for hold in holds if hold not in self.maybe_changed["holds"]]
        starts = [at for hold in known for at in (hold.placed_at, hold.served_at) if at and at[1] - at[0] < MINUTE]
        return any(at[0] - error <= hi and at[1] + error >= lo for at in starts)

    def _permitted(self, act: Act) -> Judged:
        """Judge one act: met if no rule in force on its day forbids it."""
        day, last = (str(date.fromordinal(number)) for number in (act.day, act.last))
        known = [rule for rule in self.policy["regimes"] if act.kind in rule["forbids"]]
        maybe = [rule for rule in known if str(rule["from"]) <= last and day <= str(rule.get("to", "9999-12-31"))]
        rules = [rule for rule in maybe if str(rule["from"]) <= day and last <= str(rule.get("to", "9999-12-31"))]
        forbidden_by = "; ".join(f"{rule['name']} ({rule.get('status', 'in force')})" for rule in rules)
        settled, unsettled = ([rule for rule in some if rule.get("status") != "contested"] for some in (rules, maybe))
        if maybe and not settled:
            return UNDETERMINED, "precision" if unsettled else "contested", ()
        return decided(not maybe, False, "", "permitted", forbidden_by)

    # The completeness legs (queries/expectations/)

    def legs(self) -> dict[str, str]:
        """Give the state of every leg: is there something to test, and does anything contradict it?"""
        words = {True: "fails", False: "holds"}
        found = self.contradictions()
        return {leg: words[any(True for _ in spans)] if is_tested else "not_tested" for leg, is_tested, spans in found}

    def contradictions(self) -> Iterator[tuple[str, bool, Iterator[Span]]]:
        """Yield every leg: is there something to test, and what contradicts it in the time in question?

        Each leg gives what there is to test, and of each contradiction from when to when it lies. Ask it once: two
        columns that no control reads are let go when the last leg has read them.
        """
        first, last = self._span_in_question()
        stands = "bookings" in self.given
        some = stands and any(self.rows[log] for log in CORE)
        some_linked = bool(self.unmatched) or any(self.rows[log] for log in CORE[1:])
        listed = bool(self.rows["deliveries"])
        blanks = self._blanks()
        legs: dict[str, tuple[bool, Iterable[Span]]] = {
            "fields_complete": (some or (stands and bool(blanks)), blanks),
            "no_duplicates": (some, self._doubled_ids()),
            "links_resolve": (stands and "checks" in self.given and some_linked, self._strays()),
            "events_in_order": (some, self._disorder()),  # an event certainly out of order, or at no time
            "stays_do_not_overlap": (any(self.stays), self._let_go("person_id", [*self._overlap()])),  # no one in two
            "logs_cover_period": (listed, self._uncovered()),
            "deliveries_match": (listed, self._unlike_the_manifest()),
            "booking_numbers_continuous": self._let_go("sequence_no", self._numbers()),  # void rows fill theirs
            "census_reconciles": self._census(first, last),  # each count follows from the one before
            "daily_record_agrees": self._daily(),  # the same stays with the same dates
            "no_silent_time": self._silent_time(),  # no stretch certainly longer than the limit
            "recorded_promptly": self._late_records(),  # none certainly later than the limit
        }
        for leg, (is_tested, spans) in legs.items():
            yield leg, is_tested, ((lo, hi) for lo, hi in spans if hi >= first and lo <= last)

    def _let_go(self, column: str, found: Any) -> Any:
        """Give the memory of a column of the bookings back, a twentieth of it all, and return what was found in it."""
        for stay in itertools.islice(self.stays.values(), 1):
            setattr(type(stay), column, "")
        return found

    def _blanks(self) -> list[Span]:
        """Return the spans of rows that could not be read, and of those that lack what each must have.

        A stay with a reason of release must have its time.
        """
        found = [span for log, _, span in self.unread_rows if log in CORE]
        for log in CORE:
            needed = [name for name, text in COLUMNS[log].items() if "*" in text]
            found += [ANYWHERE for name in needed for row in self.rows[log].values() if not getattr(row, name)]
        found += [stayed(row) for row in self.stays.values() if row.release_reason and not row.released_at]
        return found

    def _doubled_ids(self) -> list[Span]:
        """Return the spans of rows whose id is that of another stay, and of unequal rows of one id in one delivery."""
        of_another = {"number_of_another_stay", "id_of_another_stay"}
        return [span for _, reasons, span in self.unread_rows if reasons & of_another] + self.unequal

    def _strays(self) -> Iterator[Span]:
        """Yield the span of each row that names a stay or a check which is not there."""
        for log in CORE[1:]:
            for row in self.rows[log].values():
                if row.booking_id not in self.stays:
                    yield lasts(row)
        for row in self.rows["notifications"].values():
            if row.check_id and row.check_id not in self.rows["checks"]:
                yield row.sent_at[:2]
        yield from self.unmatched  # rows of joined files

    def _uncovered(self) -> list[Span]:
        """Return a span, at any time, for each core log that does not declare that it covers the period."""
        first, last = self.first[0], self.last[1]
        return [ANYWHERE for log in CORE if log not in self.declared or not covered(self.coverage[log], first, last)]

    def _short_by_manifest(self, log: str, margin: float = 0) -> list[Span]:
        """Return a span, at any time, if the manifest speaks of a log whose files do not cover the period."""
        first, last = self.first[0] + margin, self.last[1] - margin
        return [ANYWHERE] if log in self.declared and not covered(self.coverage[log], first, last) else []

    def _unlike_the_manifest(self) -> list[Span]:
        """Return the spans of manifest rows that are not their file's, and one for each file without a row."""
        unlike = [span for _, state, _, span, _ in self.manifest if state != "matches"]
        return unlike + [ANYWHERE for _ in self.unlisted]

    def _span_in_question(self) -> Span:
        """Return the time in question: from the earliest booking looked at to the end of the longest limit."""
        checks = (row for row in self.rows["checks"].values() if may_be_of(completed_else_requested(row), self.days))
        asked = {row.booking_id for row in checks}
        seen = (row for row in self.stays.values() if may_be_of(row.released_at, self.days) or row.booking_id in asked)
        first = min((row.booked_at[0] for row in seen), default=self.first[0])
        return min(first, self.first[0]), self.last[1] + max(self.limits[name] for name in REACHING_ON)

    def _from_the_bookings(self, log: str) -> bool:
        """Say whether a log's files, or their bytes, serve as bookings too: then it counts nothing independently."""
        named = [
            {(key, line[key]) for line in self.delivered if line["log"] == one for key in SOURCE}
            for one in (log, "bookings")
        ]
        return bool(named[0] & named[1])

    def _disorder(self) -> Iterator[Span]:
        """Yield the span of each pair of events that stand in an impossible order."""
        pairs = [("bookings", "booked_at released_at"), ("bookings", "release_authorized_at released_at")]
        for log, both in [*pairs, ("checks", "requested_at completed_at")]:
            pick = attrgetter(*both.split())
            for row in self.rows[log].values():
                one, other = pick(row)
                if one and other and one[0] > other[1]:
                    begun = row.booked_at if log == "bookings" else one
                    yield min(begun[0], other[0]), max(begun[1], other[1])
        before = self.limits["check_before_booking"]
        for log in ("checks", "notifications"):
            for row in self.rows[log].values():
                hi = row.sent_at[1] if log == "notifications" else (row.completed_at or row.recorded_at or ENDLESS)[1]
                stay = self.stays.get(row.booking_id)
                if stay is not None and hi + self.clock_error[log, "bookings"] + before < stay.booked_at[0]:
                    yield lasts(row)[0], stay.booked_at[1]
        for log, when in [(own, when) for own in TIMES for when in TIMES[own]]:
            for at in map(attrgetter(when), self.rows[log].values()):
                if at and at[FAULT] == SKIPPED:
                    yield at[:2]

    def _overlap(self) -> Iterator[Span]:
        """Yield the whole stay of a person that certainly begins while another of theirs lasts."""
        whose, latest, often = "", -INF, Counter(row.person_id for row in self.stays.values())
        rows = (row for row in self.stays.values() if often[row.person_id] > 1)
        spans = ((row.person_id, row.booked_at[1], (row.released_at or ENDLESS)[0], stayed(row)) for row in rows)
        for person, lo, hi, span in sorted(span for span in spans if span[2] > span[1]):
            if person == whose and latest > lo:
                yield span
            whose, latest = person, max(hi, latest) if person == whose else hi

    def _numbers(self) -> tuple[bool, list[Span]]:
        """Hold the booking numbers of each facility: no gap and no repeat but voided ones."""
        voids = {(row.facility_id, row.sequence_no): row for row in self.voids}
        runs: dict[str, list[Row]] = defaultdict(list)
        facilities = {row.facility_id for row in (*self.stays.values(), *self.voids)} - {""}
        alone = "".join(facilities) if len(facilities) == 1 else ""  # a voided row needs its number alone
        for row in itertools.chain(self.stays.values(), voids.values()):
            if row.sequence_no:
                runs[row.facility_id or alone].append(row)
        contradictions = [stayed(row) for row in self.stays.values() if not row.sequence_no]
        for run in runs.values():
            run.sort(key=number_of)  # of one number the voided last: it fills its own, though another has it
            odd = dict[tuple[int, int], None]()  # a number that stands three times is one repeat
            for row, following in itertools.pairwise(run):
                is_gap = number_of(following) - number_of(row) > 1
                is_repeat = number_of(following) == number_of(row) and following.void.lower() not in YES
                if is_gap or is_repeat:
                    odd[number_of(row), number_of(following)] = None
            given = self._numbers_given(run, {number for pair in odd for number in pair})
            contradictions += [hull_of(given[number], given[following]) for number, following in odd]
        is_counted = any(number_of(run[0]) < number_of(run[-1]) for run in runs.values())
        return is_counted, contradictions

    def _numbers_given(self, run: list[Row], asked: set[int]) -> dict[int, Span]:
        """Return from when to when each number asked for was given; a voided one may have no time."""
        spans = dict[int, Span]()
        for row in [row for row in run if number_of(row) in asked] if asked else ():
            (lo, hi), at = spans.get(number_of(row), NO_TIME), row.booked_at
            spans[number_of(row)] = (min(lo, at[0]), max(hi, at[1])) if at else (lo, hi)
        return spans

    def _census(self, first: float, last: float) -> tuple[bool, list[Span]]:
        """Hold each head count against the one before and the movements between; an unread one may differ."""
        counts = self.by("census", "facility_id")
        contradictions = [span for log, _, span in self.unread_rows if log == "census"]
        contradictions += self._short_by_manifest("census", DAY)  # from the first count to the last is enough
        events = self._comings_and_goings() if counts else {}
        here = {
            stay.facility_id
            for stay in self.stays.values()
            if stay.booked_at[0] <= last and (stay.released_at or ENDLESS)[1] >= first
        }
        checked, idle = list[bool](), list[bool]()  # of each facility: do its counts move with its stays?
        for facility in {*here, *counts}:
            rows = sorted(self.group("census", facility, "facility_id"), key=lambda row: row.counted_at[:2])
            at, heads = [row.counted_at for row in rows], [int(row.headcount) for row in rows]
            changes = changes_between(at, events.get(facility, ()))
            for n in range(1, len(at)):
                if not changes[n].least <= heads[n] - heads[n - 1] <= changes[n].most:
                    contradictions.append((at[n - 1][0], at[n][1]))
            begins_in_time = at and at[0][0] <= self.first[0] + DAY
            ends_in_time = at and max(one[1] for one in at) >= self.last[1] - DAY
            if facility in here and not (begins_in_time and ends_in_time):
                contradictions.append(ANYWHERE)
            steps = [n for n in range(1, len(at)) if at[n][1] >= self.first[0] and at[n - 1][0] <= self.last[1]]
            if steps:
                is_checked = any(changes[n].certain for n in steps)
                checked.append(is_checked)
                idle.append(not is_checked and any(changes[n].possible for n in steps))
        never_moves = any(idle) or (bool(checked) and not any(checked))
        several = any(isinstance(rows, tuple) for rows in counts.values())
        is_independent = not self._from_the_bookings("census")
        return "bookings" in self.given and several and is_independent and not never_moves, contradictions

    def _comings_and_goings(self) -> dict[str, list[Coming]]:
        """Return by facility when somebody came (1) or went (-1), and how far the clocks may differ."""
        booked = self.clock_error["census", "bookings"]
        moved = self.clock_error["census", "movements"]
        found: dict[str, list[Coming]] = defaultdict(list)
        for stay in self.stays.values():
            own = [(stay.booked_at, 1, booked), (stay.released_at, -1, booked)]
            for move in self.by_stay("movements", stay):
                own += [(move.out_at, -1, moved), (move.in_at, 1, moved)]
            found[stay.facility_id] += [one for one in own if one[0]]  # what has no time has not happened
        return found

    def _daily(self) -> tuple[bool, list[Span]]:
        """Hold the daily record against the stays: the same stays with the same dates."""
        days = {row.booking_id: row for row in self.rows["daily_record"].values()}
        ends = {name: (row.entered_on[0], (row.discharged_on or ENDLESS)[1]) for name, row in days.items()}
        contradictions = [span for name, span in ends.items() if name not in self.stays]
        contradictions += [span for log, _, span in self.unread_rows if log == "daily_record"]
        contradictions += self._short_by_manifest("daily_record")
        for stay in self.stays.values() if days else ():
            entry = days.get(stay.booking_id)
            if entry is None:
                contradictions.append(stayed(stay))
            elif not (one_day(stay.booked_at, entry.entered_on) and one_day(stay.released_at, entry.discharged_on)):
                (lo, hi), (least, most) = stayed(stay), ends[stay.booking_id]
                contradictions.append((min(lo, least), max(hi, most)))
        return bool(days) and "bookings" in self.given and not self._from_the_bookings("daily_record"), contradictions

    def _silent_time(self) -> tuple[bool, list[Span]]:
        """Find stretches of a log certainly longer than `max_silence` without an event."""
        waits, contradictions = False, list[Span]()
        for log, when in WHEN.items():
            rows = sorted((row for row in self.rows[log].values() if when(row)), key=lambda row: when(row)[0])
            reached = itertools.accumulate((when(row)[1] for row in rows), max)
            for row, end in zip(rows[1:], reached, strict=False):
                lo = when(row)[0]
                waits = True
                contradictions += [(end, lo)] if lo - end > self.limits["max_silence"] else []
        return waits and "bookings" in self.given, contradictions

    def _late_records(self) -> tuple[bool, list[Span]]:
        """Find records certainly made later than `record_within` after their event."""
        pairs = ((when(row), row.recorded_at) for log, when in WHEN.items() for row in self.rows[log].values())
        waits = [(at, put) for at, put in pairs if at and put]
        late = [(at[0], put[0]) for at, put in waits if put[0] - at[1] > self.limits["record_within"]]
        return bool(waits) and "bookings" in self.given, late

    # Populations that need more than a period, and the claim

    def is_vetted(self, stay: Row) -> bool:
        """Say whether a stay is met under `vetted_before_release`."""
        if stay.release_reason in self.not_released or stay in self.maybe_changed["bookings"]:
            return False
        is_met = self.vetted_before_release(stay)[0] == MET
        return is_met and not self.is_between_periods("vetted_before_release", stay)

    def may_have_hit(self, stay: Row) -> bool:
        """Say whether a hit of a stay may have come before its release."""
        return self.may_be_before(stay, map(completion_span, self.by_stay("hits", stay)), "checks")

    def hit_found(self) -> Iterator[tuple[str, Row]]:
        """Yield each stay whose earliest hit falls in the period."""
        for name in self.by("hits", "booking_id"):
            if (stay := self.stays.get(name)) is not None and may_be_of(self.first_hit(stay), self.days):
                yield name, stay

    def first_hit(self, stay: Row) -> Moment | None:
        """Return the local days of a stay's earliest hit: of its completion, or of its request if it has none.

        Hits that are certainly too early are left out, if there are others.
        """
        every = self.by_stay("hits", stay)
        hits, _ = self.of_the_stay(stay, every, "checks")
        timed = [[at for at in map(completed_else_requested, some) if at] for some in (hits, every)]
        some = timed[0] or timed[1]
        if not some:
            return None
        return 0, 0, min(at[FIRST_DAY] for at in some), 0, min(at[LAST_DAY] for at in some)

    def acts(self) -> Iterator[tuple[str, Act]]:
        """Yield each check, notice and ICE hold of the period."""
        for name, row in checked(self):
            yield f"check:{name}", self._act("check", row, completed_else_requested(row))
        for name, row in rows("notifications", attrgetter("sent_at"))(self):
            yield f"notification:{name}", self._act("notification", row, row.sent_at)
        for name, row in rows("holds", attrgetter("placed_at"))(self):
            if row.kind in ICE:
                yield f"hold:{name}", self._act("ice_hold", row, row.placed_at)

    def _act(self, kind: str, row: Row, at: Moment) -> Act:
        """Return what a rule asks of a record."""
        return Act(kind, at[FIRST_DAY], at[LAST_DAY], self.may_be_changed(row))

    def claim(self, counts: Counter[str], states: dict[str, str], unread: list[Any]) -> str:
        """Answer from the headline's counts, the legs, and the files that lay unread beside the records."""
        run = not self.not_run_because("vetted_before_release")
        if run and not counts[MET] + counts[EXCEPTION] + counts[UNDETERMINED]:
            return "nothing_to_test"
        asked, held = self.policy["claim"], {leg for leg, state in states.items() if state == "holds"}
        shown = not unread and asked["requires"] and held >= {*asked["requires"]} and held & {*asked["requires_one_of"]}
        word = "demonstrated" if counts[MET] and shown and not counts[UNDETERMINED] else "not_demonstrated"
        return "exceptions" if counts[EXCEPTION] else word


# Populations: which items each control judges (queries/populations/)


def rows(log: str, when: Callable[[Row], Moment | None]) -> Callable[[Pack], Iterator[tuple[str, Row]]]:
    """Return what yields the rows of a log whose moment `when` may be of the period, each with its id."""
    name = attrgetter(next(iter(COLUMNS[log])))
    own = lru_cache(1)(lambda pack: [row for row in pack.rows[log].values() if may_be_of(when(row), pack.days)])
    return lambda pack: ((name(row), row) for row in own(pack))


def those(keep: Callable[[Pack, Row], bool]) -> Callable[[Pack], Iterator[tuple[str, Row]]]:
    """Return what yields the stays released in the period that `keep` lets through."""
    return lambda pack: ((name, stay) for name, stay in released(pack) if keep(pack, stay))


released, checked = rows("bookings", attrgetter("released_at")), rows("checks", completed_else_requested)
with_hit = those(Pack.may_have_hit)
to_ice = those(lambda pack, stay: stay.release_reason == "to_ice")
vetted = those(Pack.is_vetted)
Population = Callable[[Pack], Iterator[tuple[str, Row]]]
CONTROLS: dict[
    str, tuple[str, Population, Callable[..., Moment | None]]
] = {  # logs needed, population, and an item's time
    "vetted_before_release": ("bookings checks", released, attrgetter("released_at")),
    "hit_notified_before_release": ("bookings checks notifications", with_hit, attrgetter("released_at")),
    "notified_in_time": ("bookings checks notifications", Pack.hit_found, Pack.first_hit),
    "not_held_too_long": ("bookings", released, attrgetter("released_at")),
    "check_in_scope": ("bookings checks", checked, completed_else_requested),
    "officer_authorized": ("checks authorizations", checked, completed_else_requested),
    "training_current": ("checks training", checked, completed_else_requested),
    "claim_reported_in_time": ("claims", rows("claims", attrgetter("raised_at")), attrgetter("raised_at")),
    "interpreter_asked": ("interviews", rows("interviews", attrgetter("held_at")), attrgetter("held_at")),
    "complaint_forwarded": ("complaints", rows("complaints", attrgetter("received_at")), attrgetter("received_at")),
    "pickup_has_notice": ("bookings notifications", to_ice, attrgetter("released_at")),
    "recorded_before_release": ("bookings checks", vetted, attrgetter("released_at")),
    "custody_not_rewritten": ("bookings holds", to_ice, attrgetter("released_at")),
    "permitted_by_law": ("checks", Pack.acts, lambda act: (0, 0, act.day, 0, act.last)),
}
NEEDS_COLUMNS = {  # without which a control could only say that nothing happened, or that nothing was done
    "vetted_before_release": "bookings.released_at",
    "hit_notified_before_release": "bookings.released_at",
    "not_held_too_long": "bookings.released_at",
    "recorded_before_release": "bookings.released_at",
    "pickup_has_notice": "bookings.released_at bookings.release_reason",
    "custody_not_rewritten": "bookings.released_at bookings.release_reason",
    "claim_reported_in_time": "claims.reported_at",
    "complaint_forwarded": "complaints.forwarded_at",
    "interpreter_asked": "interviews.interpreter_question",
}
WHEN: dict[str, Callable[[Row], Any]] = {
    "bookings": attrgetter("booked_at"),
    "checks": completed_else_requested,
    "notifications": attrgetter("sent_at"),
}


# The command: digests, outcomes, books, legs and claim against what the pack says


BAG = ("bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")  # any of them makes a folder a sealed one


def digests(bag: Path) -> list[str]:
    """Name each file of a bag that is missing, was added, or was changed since it was sealed."""
    _, payload, tags = BAG
    present = {at.relative_to(bag).as_posix(): at for at in bag.rglob("*") if at.is_symlink() or not at.is_dir()}
    lines = [line for name in {tags, payload} & present.keys() for line in present[name].read_text("utf-8").split("\n")]
    listed = {line[66:]: line[:64] for line in lines if line}
    found = [f"{name} is missing" for name in sorted({tags, payload, *listed} - present.keys())]
    found += [f"{name} was added" for name in sorted(present.keys() - listed.keys() - {tags})]
    for name in sorted(listed.keys() & present.keys()):
        with present[name].open("rb") as file:
            if present[name].is_symlink() or hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                found.append(f"{name} was changed")
    return found


def accounts(pack: Pack) -> Iterator[str]:
    """Yield each file whose rows do not add up or are not all here, and each column with a time that no clock reads."""
    fates = ("accepted", "quarantined", "folded", "not_this_log")
    for line in pack.delivered:
        received, *parts = (int(line[name] or 0) for name in ("received", *fates))
        if received != sum(parts):
            yield f"delivery {line['delivery']}: {received} rows came, and {sum(parts)} are accounted for"
        held = pack.tally.rows.pop(line["delivery"], 0), pack.set_apart.pop(line["delivery"], 0)
        for what, count, listed in zip(fates, held, parts, strict=False):
            if count != listed:
                yield f"delivery {line['delivery']}: {listed} rows were {what}, and {count} of them are here"
    for number in sorted(pack.tally.rows.keys() | pack.set_apart.keys()):
        yield f"delivery {number}: rows of it are here, and no file is listed under it"
    yield from (f"{where}: a time in it cannot be read" for where in pack.tally.unreadable_columns)


def meanings(folder: Path, pack: Pack) -> Iterator[str]:
    """Yield each code or text as delivered that stands in its record as another than the policy says."""
    kinds = {line["delivery"]: (line["log"], int(line.get("layout") or 0)) for line in pack.delivered}
    tables: dict[str, Iterator[dict[str, str]]] = {}
    with ExitStack() as opened:
        lines = csv.DictReader(opened.enter_context((folder / "as-delivered.csv").open(encoding="utf-8", newline="")))
        for (delivery, line), texts in itertools.groupby(lines, key=itemgetter("delivery", "line")):
            log, layout = kinds[delivery]
            file = f"{log}_joined_{layout}.csv" if layout >= JOINED else f"{log}.csv"
            if file not in tables:
                table = opened.enter_context((folder / "records" / file).open(encoding="utf-8", newline=""))
                tables[file] = iter(csv.DictReader(table))
            # both tables lie in the order of deliveries and lines
            record = next((one for one in tables[file] if (one["delivery"], one["line"]) == (delivery, line)), {})
            if not record:
                yield f"as-delivered.csv: delivery {delivery}, line {line}: no record of {file} stands there"
                continue
            for one in texts:
                meant = meaning(pack.settings[log][layout], one["column"], one["text"])
                stands = record.get(one["column"])
                if meant is None and as_it_stood(pack.settings[log][layout], one["column"]):
                    yield f"{file}: delivery {delivery}, line {line}: no text makes another {one['column']}"
                if meant is None or stands == meant:
                    continue
                if stands is None or plain_yes_no(stands) != plain_yes_no(meant):
                    yield f"{file}: delivery {delivery}, line {line}: the policy makes another {one['column']} of it"


def meaning(layout: dict[str, Any], column: str, text: str) -> str | None:
    """Return what the policy's own words make of a text as delivered; None where they alone do not say."""
    theirs, filled = layout.get("columns", {}).get(column, ""), layout.get("events", {}).get("fills", {}).values()
    if layout.get("restore_zeros", {}).keys() & ({theirs} if isinstance(theirs, str) else {*theirs}):
        return None
    if any(isinstance(fill, dict) and isinstance(fill.get(column), dict) for fill in filled):
        return None
    empty = layout["empty"].get(column, ())
    nothing = text == empty or (not isinstance(empty, str) and text in empty)
    return "" if nothing else layout["values"].get(column, {}).get(text)


def as_it_stood(layout: dict[str, Any], column: str) -> bool:
    """Say whether a cell stands in its record as in its file, if it is no code and means something."""
    composed = not isinstance(layout.get("columns", {}).get(column, ""), str)
    return not composed and not any(layout.get(part) for part in ("restore_zeros", "events", "snapshots"))


def plain_yes_no(flag: str) -> str:
    """Return yes or no for the words that mean it, and any other word as it is."""
    return "yes" if flag.lower() in YES else "no" if flag.lower() in NO else flag


def outcomes(folder: Path, pack: Pack, counts: dict[str, Counter[str]], remarks: Counter[str]) -> Iterator[str]:
    """Compare every outcome, a control at a time: yield what differs, remark where a doubt has another cause.

    Into `counts` go the outcomes of each control as they are decided here.
    """
    with (folder / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        pick = itemgetter(*map(next(reader).index, ("control", "item", "outcome", "reason")))
        given = itertools.groupby(map(pick, filter(None, reader)), key=itemgetter(0))
        not_given = ((control, iter(())) for control in CONTROLS)
        for control, lines in itertools.chain(given, not_given):
            own = pack.decide_control(control) if control in CONTROLS and control not in counts else {}
            counts.setdefault(control, Counter(outcome for outcome, _ in own.values()))
            for _, item, outcome, reason in lines:
                verdict = own.pop(item, ("nothing", ""))
                if verdict[0] == outcome and verdict[1] != reason and {reason, verdict[1]} <= INTERCHANGEABLE_REASONS:
                    remarks[f"{control}: {outcome}: engine's reason {reason}, verifier's {verdict[1]}"] += 1
                elif verdict != (outcome, reason):
                    words = " ".join(verdict).strip()
                    yield f"{control}: {item}: engine says {outcome} {reason}, verifier says {words}"
            yield from (f"{control}: {item}: engine says nothing, verifier says {' '.join(own[item])}" for item in own)


def audit(filed: dict[str, Any], pack: Pack, counts: dict[str, Counter[str]], states: dict[str, str]) -> Iterator[str]:
    """Yield what audit.json says otherwise: the claim, the period, each control's books, each leg."""
    unread = filed.get("rests_on", {}).get("unread_files", [])
    pairs: list[Any] = [("claim", filed["claim"]["state"], pack.claim(counts["vetted_before_release"], states, unread))]
    period = filed.get("period", {})
    pairs.append(("period", [period.get("from"), period.get("to")], [pack.period["from"], pack.period["to"]]))
    books = {book["id"]: book for book in filed["controls"]}
    for name in sorted(books.keys() | CONTROLS.keys()):
        if name not in books or name not in CONTROLS:
            pairs.append((f"control: {name}", name in books, name in CONTROLS))
            continue
        why = pack.suspended.get(name)  # a control that the policy suspends has no figures, not even zeros
        pairs.append((f"suspended: {name}", books[name].get("suspended_because"), why))
        own = counts[name] | Counter(population=counts[name].total())
        for kind in (*OUTCOMES, "population"):
            pairs.append((f"books: {name} {kind}", books[name].get(kind, 0), None if why else own[kind]))
    legs = {leg["id"]: leg["state"] for leg in filed["legs"]}
    pairs += [(f"leg: {leg}", legs.get(leg), states.get(leg)) for leg in sorted(legs.keys() | states.keys())]
    return (f"{what}: engine says {one}, verifier says {two}" for what, one, two in pairs if one != two)


def printable(line: str) -> str:
    """Write as its number each sign that could rule a terminal or hide: a pack may hold any name."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in line)


def compute(folder: Path) -> list[str]:
    """Compute all that the pack's records say, print it, and return every difference.

    Differences are of files and their rows, of codes and what the policy makes of them, of outcomes, and of audit.json.
    """
    gc.disable()  # millions of records, and no cycles among them
    csv.field_size_limit(2**31 - 1)
    pack, remarks, counts = Pack(folder), Counter[str](), dict[str, Counter[str]]()
    states = pack.legs()
    differences = [*accounts(pack), *meanings(folder, pack), *outcomes(folder, pack, counts, remarks)]
    filed = json.loads((folder / "audit.json").read_text("utf-8"))
    differences += audit(filed, pack, counts, states)
    for control in CONTROLS:
        own = counts[control]
        figures = f"{own.total()} items: " + ", ".join(f"{own[kind]} {kind}" for kind in OUTCOMES)
        print(printable(f"{control}: {pack.not_run_because(control) or (figures if own else 'nothing to test')}"))
    for leg, state in states.items():
        print(f"leg {leg}: {state}")
    unread = filed.get("rests_on", {}).get("unread_files", [])
    print(f"claim: {pack.claim(counts['vetted_before_release'], states, unread)}")
    if unread:
        print(f"Files in inbox/ that no log reads, which only audit.json tells of: {len(unread)}")
    for remark, times in sorted(remarks.items()):
        print(printable(f"remark: {remark} ({times})"))
    print(f"{sum(own.total() for own in counts.values())} outcomes compared, {len(differences)} differ")
    return differences


def main(arguments: list[str]) -> int:
    """Verify one pack, print what was found, and return the exit code."""
    only_digests, named = "--digests" in arguments, [Path(text) for text in arguments if text != "--digests"]
    root = named[0] if len(named) == 1 else Path("no such folder")
    folder = root / "data" if (root / "data").is_dir() else root
    is_bag = folder != root or any((root / name).exists() for name in BAG)
    if not is_bag and not (folder / "policy.toml").is_file():
        sys.stderr.write("usage: python3 -I verify.py [--digests] PACK   (PACK is the folder of an evidence pack)\n")
        return 2
    differences = digests(root) if is_bag or only_digests else []
    if not differences and not only_digests:
        differences = compute(folder)
    for difference in differences:
        print(printable(f"differs: {difference}"))
    if not is_bag:
        print("This folder has no list of digests: whether a file was changed since it was written was not looked at.")
    return 5 if differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, StopIteration) as error:
        sys.stderr.write(printable(f"The pack cannot be read: {type(error).__name__}: {error}") + "\n")
        sys.exit(5)
