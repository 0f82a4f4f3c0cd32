"""Recomputes every outcome of an evidence pack from its records alone: `python3 -I verify.py PACK`.

A second implementation, written from the agreed interface and sharing no code with the engine. It needs nothing but the
standard library of Python 3.11 or later. A pack with a bagit.txt is first held against its manifests, file by file;
with `--digests` that is all. Exit codes: 0 everything agrees, 5 something differs, 2 usage.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import itertools
import json
import re
import sys
import tomllib
from array import array
from bisect import bisect_left
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = Any  # a row's number in its table, with the columns of its log as attributes: text, or Moment or None
Span = tuple[float, float]
Moment = tuple[int, int, int, int]  # earliest, latest (microseconds, UTC), local day, REPEATED or SKIPPED or 0
Verdict = tuple[str, str]
Judged = tuple[str, str, Sequence[Moment | None]]  # outcome, reason and, for a doubt without a reason, times in doubt
Items = Iterator[tuple[str, Row]]  # of a population, with their names
Leg = tuple[bool, bool]  # is there something to test, does something contradict it

MET, EXCEPTION, UNDETERMINED, OUT = OUTCOMES = "met", "exception", "undetermined", "out_of_scope"
HOLDS = "holds"
NEVER, REPEATED, SKIPPED = (0, 0, 0, 0), 1, 2
INF = float("inf")
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
WIDTHS = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY}
UNITS = {"s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
EPOCH, TICK = datetime(1970, 1, 1), timedelta(microseconds=1)
EPOCH_DAY = EPOCH.toordinal()
CORE = ("bookings", "checks", "notifications")
HIT, ICE = {"wanted"}, {"ice_detainer", "ice_warrant"}
OTHER_HOLDS = {"judicial_warrant", "other_agency", "sentence"}
YES = ("true", "t", "1", "yes", "y")
TIME = re.compile(r"(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?")

# The columns that are used: `*` required, `@` a time, `%` a whole day; the keys come first, their number after the log.
LOGS = {
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
SHARED = {"facility_id", "commitment", "release_reason", "result", "officer_id", "kind", "void", "course", "reason"}
DEFAULTS = tomllib.loads("""
scope.commitments = ["criminal_court"]
scope.not_released = ["transfer", "to_other_agency", "death", "escape"]
scope.check_after_commitment = false
vetting.final_results = ["clear", "wanted", "no_record", "undetermined"]
vetting.require_authorized_officer = false
claim.requires = ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"]
claim.requires_one_of = ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"]
limits = {notify_within = "15m", release_within = "4h", claim_within = "1h", complaint_within = "48h"}
""")
DEFAULTS["limits"] |= {"record_within": "24h", "max_silence": "24h", "refresher_every": "none"}


def duration(text: str | float) -> float:
    """Give a policy's duration ("90s", "1h30m") in microseconds."""
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+)", text if isinstance(text, str) else f"{text}s")
    return sum(round(float(number) * UNITS[unit]) for number, unit in parts)


@lru_cache(1 << 17)
def time_of_day(text: str) -> tuple[int, int, int | None] | None:
    """Read what follows a date: time since midnight, how long the moment it names lasts, offset if it has one."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, part, z, sign, hours, minutes = match.groups()
    width = 10 ** max(0, 6 - len(part)) if part else SECOND if second else MINUTE if minute else HOUR if hour else DAY
    since = int(hour or 0) * HOUR + int(minute or 0) * MINUTE + int(second or 0) * SECOND
    offset = (int(hours or 0) * HOUR + int(minutes or 0) * MINUTE) * (-1 if sign == "-" else 1)
    return since + int((part or "0")[:6].ljust(6, "0")), width, offset if z or sign else None


@lru_cache(None)
def midnight(text: str) -> int | None:
    """Give the first microsecond of a date by the wall clock."""
    try:
        return (date.fromisoformat(text).toordinal() - EPOCH_DAY) * DAY
    except ValueError:
        return None


class Clock:
    """Reads the times of one log: text as recorded to the earliest and latest instant it may mean."""

    def __init__(self, zone: ZoneInfo, settings: dict[str, Any]) -> None:
        formats = settings.get("timestamp_format") or []
        self.zone = zone
        self.formats: list[str] = [formats] if isinstance(formats, str) else list(formats)
        self.coarsest: int = WIDTHS.get(settings.get("precision", ""), 0)
        self.offset = lru_cache(None)(self._offset)
        self.read = lru_cache(1 << 16)(self._read)
        self.read_day = lru_cache(1 << 16)(partial(self._read, coarsest=DAY))

    def whole_day(self, day: int) -> Moment:
        """Give the first and last microsecond of a local day."""
        return *self._hull((day - EPOCH_DAY) * DAY, DAY)[:2], day, 0

    def _read(self, text: str, coarsest: int = 0) -> Moment:
        """Give the moment a text means, NEVER if there is none."""
        found = self._parse(text)
        if found is None:
            return NEVER
        wall, width, offset = found
        day, width = wall // DAY + EPOCH_DAY, max(width, self.coarsest, coarsest)
        if offset is not None:  # the local day is taken in the agency's zone
            day = (EPOCH.replace(tzinfo=UTC) + (wall - offset) * TICK).astimezone(self.zone).toordinal()
        if width == DAY:
            return self.whole_day(day)
        wall -= wall % width
        even = self.offset(day) if offset is None else offset
        if even is not None:
            return wall - even, wall - even + width - 1, day, 0
        lo, hi, fault = self._hull(wall, width)
        return lo, hi, day, fault

    def _hull(self, first: int, width: int) -> tuple[int, int, int]:
        """Give the earliest and latest instant of a stretch of local time under every reading, and its fault."""
        last, fault = first + width - 1, 0
        starts, ends = self._offsets(first), self._offsets(last)
        for early, late in (starts, ends):
            fault = REPEATED if early > late else SKIPPED if early < late else fault
        return first - max(starts), last - min(ends), fault

    def _offsets(self, wall: int) -> list[int]:
        """Give a local time's offsets before and after a change of the clocks."""
        local = (EPOCH + wall * TICK).replace(tzinfo=self.zone)
        return [(local.replace(fold=fold).utcoffset() or timedelta()) // TICK for fold in (0, 1)]

    def _offset(self, day: int) -> int | None:
        """Give the one offset of a local day on which the clocks do not change."""
        found = {at for end in (0, DAY) for at in self._offsets((day - EPOCH_DAY) * DAY + end)}
        return found.pop() if len(found) == 1 else None

    def _parse(self, text: str) -> tuple[int, int, int | None] | None:
        """Take a text apart: wall clock and width in microseconds, offset if it has one."""
        for pattern in self.formats:
            try:
                found = datetime.strptime(text, pattern)
            except ValueError:
                continue
            names = (("%f", 1), ("%S", SECOND), ("%M", MINUTE), ("%H", HOUR), ("%I", HOUR), ("", DAY))
            width, own = next(size for name, size in names if name in pattern), found.utcoffset()
            fraction = re.search(r"[.,](\d{1,6})(?!\d)", text) if width == 1 else None
            width = 10 ** (6 - len(fraction[1])) if fraction else width
            return (found.replace(tzinfo=None) - EPOCH) // TICK, width, None if own is None else own // TICK
        day, rest = midnight(text[:10]), time_of_day(text[10:])
        return None if day is None or rest is None else (day + rest[0], *rest[1:])


class Table:
    """The records of one log, a column at a time, and which of them stand: the newest delivery's, of it the first."""

    def __init__(self, log: str, path: Path, clock: Clock) -> None:
        names, kinds = list(COLUMNS[log]), [text[-1] for text in COLUMNS[log].values()]
        readers = {"@": clock.read, "%": clock.read_day}
        columns: list[list[Any]] = [[array(code) for code in "qqib"] if kind in readers else [[]] for kind in kinds]
        cells = [property(partial(moment, *own) if own[1:] else own[0].__getitem__) for own in columns]
        make, size = type(log, (int,), {"__slots__": (), **dict(zip(names, cells, strict=True))}), KEYS[log]
        delivery, line, digest, doubled = array("i"), array("i"), array("q"), set[tuple[Any, int]]()
        self.rows: dict[Any, Row] = {}
        for lines, picked in chunks(path, names):
            for name, kind, own, texts in zip(names, kinds, columns, zip(*picked, strict=True), strict=True):
                if kind in readers:
                    for part, values in zip(own, zip(*map(readers[kind], texts), strict=True), strict=True):
                        part.extend(values)
                else:
                    own[0].extend(map(sys.intern, texts) if name in SHARED else texts)
            start = len(line)
            delivery.extend(int(cells[0]) for cells in lines)
            line.extend(int(cells[2] or 0) for cells in lines)
            digest.extend(hash(tuple(cells[3:])) for cells in lines)
            for at, texts in enumerate(picked, start):
                row, key = make(at), texts[0] if size == 1 else texts[:size]
                other = self.rows.setdefault(key, row)
                if (delivery[row], -line[row]) > (delivery[other], -line[other]):
                    self.rows[key] = row
                if delivery[row] == delivery[other] and digest[row] != digest[other]:
                    doubled.add((key, delivery[row]))
        self.unequal = any(delivery[self.rows[key]] == newest for key, newest in doubled)


def chunks(path: Path, names: list[str]) -> Iterator[tuple[list[list[str]], list[tuple[str, ...]]]]:
    """Give a file's lines, ten thousand at a time, and of each the columns named, empty where the file lacks one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        place = {name: at for at, name in reversed(list(enumerate(header)))}
        place["file"] = place.get("file_1", len(header) - 1 - header[::-1].index("file"))
        pick = itemgetter(*(place.get(name, len(header)) for name in names))
        blank = [""] * (len(header) + 1)
        while lines := list(itertools.islice(filter(None, reader), 10_000)):
            yield lines, [pick(cells + blank[len(cells) :]) for cells in lines]


def moment(lo: array[int], hi: array[int], day: array[int], fault: array[int], row: int) -> Moment | None:
    """Give the moment at a row's place in four columns of numbers."""
    return (lo[row], hi[row], day[row], fault[row]) if day[row] else None


def table(path: Path) -> list[dict[str, str]]:
    """Give the rows of one of the pack's small tables."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def merge(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or follow each other without a gap of a microsecond."""
    joined: list[Span] = []
    for lo, hi in sorted(span for span in spans if span[0] <= span[1]):
        if joined and lo <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(hi, joined[-1][1]))
        else:
            joined.append((lo, hi))
    return joined


def contains(spans: list[Span], lo: float, hi: float) -> bool:
    """Tell whether one of the merged spans has all of [lo, hi] in it."""
    return any(span[0] <= lo and hi <= span[1] for span in spans)


class Pack:
    """The records of one pack: what stands, what was unreadable, what is covered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.policy: dict[str, Any] = tomllib.loads((path / "policy.toml").read_text("utf-8-sig"))
        for part, settings in DEFAULTS.items():
            self.policy[part] = settings | self.policy.get(part, {})
        limits, logs, systems = (self.policy.get(part, {}) for part in ("limits", "logs", "systems"))
        period, zone = json.loads((path / "period.json").read_text("utf-8")), self.policy["agency"]["timezone"]
        self.clock = Clock(ZoneInfo(zone), {})
        self.first, self.last = (
            self.clock.whole_day(date.fromisoformat(period[at]).toordinal()) for at in ("from", "to")
        )
        files = {log: path / "records" / f"{log}.csv" for log in COLUMNS}
        self.tables = {
            log: Table(log, file, Clock(ZoneInfo(zone), logs.get(log, {})))
            for log, file in files.items()
            if file.is_file()
        }
        self.stays: dict[str, Row] = self.tables["bookings"].rows if "bookings" in self.tables else {}
        self.voids = [self.stays.pop(row.booking_id) for row in list(self.stays.values()) if row.void.lower() in YES]
        self.unreadable: dict[str, set[str]] = defaultdict(set)
        for line in table(path / "quarantine.csv"):
            if line["unmended"] != "false":
                who = "officer_id" if line["log"] in ("authorizations", "training") else "booking_id"
                self.unreadable[line["log"]] |= {line[who], *line["cells"].split(chr(31))}
        self.delivered = table(path / "delivered.csv")
        self.coverage = self._declared()
        self.declared = set(self.coverage)
        self.scope, self.kept = set(self.policy["scope"]["commitments"]), set(self.policy["scope"]["not_released"])
        self.final = set(self.policy["vetting"]["final_results"])
        self.refresher = int(re.sub(r"\D", "", limits["refresher_every"]) or 0)  # in months; 0 is "none"
        self.limits = {name: duration(text) for name, text in limits.items() if name != "refresher_every"}
        system = {log: logs.get(log, {}).get("system", log) for log in COLUMNS}
        error = {log: duration(systems.get(system[log], {}).get("clock_error", "0s")) for log in COLUMNS}
        pairs = itertools.product(COLUMNS, repeat=2)
        self.apart = {(a, b): error[a] + error[b] if system[a] != system[b] else 0 for a, b in pairs}
        self.group, self.authority = lru_cache(None)(self._group), lru_cache(None)(self._authority)

    def of(self, log: str) -> Iterable[Row]:
        """Give the standing rows of a log (none if it is absent; bookings without the void ones)."""
        return self.tables[log].rows.values() if log in self.tables else ()

    def _group(self, log: str, by: str = "booking_id") -> dict[str, tuple[Row, ...]]:
        groups: dict[str, tuple[Row, ...]] = {}
        for row in self.of(log):
            name = getattr(row, by)
            groups[name] = (*groups.get(name, ()), row)
        return groups

    def by_stay(self, log: str, stay: Row, kinds: set[str] | None = None) -> Sequence[Row]:
        """Give a stay's rows in a log, or those checks with a result and holds of a kind among these."""
        found = self.group(log).get(stay.booking_id, ())
        return (
            found if kinds is None else [row for row in found if (row.kind if log == "holds" else row.result) in kinds]
        )

    def _declared(self) -> dict[str, list[Span]]:
        """Give what the manifest says each log covers; a row of it without its file covers nothing."""
        came: dict[str, set[str]] = defaultdict(set)
        for line in self.delivered:
            came[line["log"]] |= {line["file"].rpartition("/")[2], line["sha256"].lower()}
        spans: dict[str, list[Span]] = defaultdict(list)
        for row in self.of("deliveries"):
            found = {row.file.rpartition("/")[2], row.sha256.lower()} - {""} & came[row.log]
            spans[row.log] += [(row.covers_from[0], row.covers_to[1])] if found else []
        return {log: merge(own) for log, own in spans.items()}

    def covers(self, log: str, lo: float, hi: float) -> bool:
        """Tell whether a log speaks for the whole of [lo, hi]; inferred when nothing declares it."""
        if log not in self.coverage:
            names = [name for name, text in COLUMNS[log].items() if text[-1] in "@%" and name != "recorded_at"]
            ends = [at[:2] for row in self.of(log) for name in names if (at := getattr(row, name))]
            self.coverage[log] = merge([(min(at[0] for at in ends), max(at[1] for at in ends))]) if ends else []
        return contains(self.coverage[log], lo, hi)

    def in_period(self, at: Moment | None) -> bool:
        """Tell whether a time's recorded local date is in the period."""
        return at is not None and self.first[2] <= at[2] <= self.last[2]

    def _authority(self, officer: str) -> tuple[list[Span], list[Span]]:
        """Give when an officer surely was, and when he may have been, authorised."""
        sure, possible = [], []
        for row in self.group("authorizations", "officer_id").get(officer, ()):
            start, end, revoked = row.authorized_from[0], row.authorized_to or (INF, INF), row.revoked_on or (INF, INF)
            sure.append((start, min(end[1], revoked[0] - 1)))
            possible.append((start, min(end[1], revoked[1])))
        return merge(sure), merge(possible)


def moment_of(check: Row) -> Any:
    """Give the moment of a check: its completion, else its request."""
    return check.completed_at or check.requested_at


def done(check: Row) -> Span:
    """Give the ends of a check's completion; a missing one lies between request and record."""
    if check.completed_at:
        return check.completed_at[0], check.completed_at[1]
    return (check.requested_at[0] if check.requested_at else -INF, check.recorded_at[1] if check.recorded_at else INF)


def decided(
    sure: bool, possible: bool, want: Callable[[], str], told: str, fault: str, *times: Moment | None
) -> Judged:
    """Judge by what surely and what possibly was so; where it was not, the want counts unless there is a reason."""
    if sure or possible:
        return (MET, told, ()) if sure else (UNDETERMINED, "", times)
    why = want()
    return (UNDETERMINED, why, ()) if why else (EXCEPTION, fault, ())


class Judge(Pack):
    """The controls: each a method that bears its id and judges one item of its population.

    It gives outcome, reason and, in doubt, the times in doubt; it is asked with `k` 1 and, in doubt, once more with
    `k` 0, which stills the clock errors.
    """

    def decide_control(self, control: str) -> dict[str, Verdict]:
        """Give one control's outcomes by item; none if a log it needs is absent."""
        needs, population, judge = CONTROLS[control]
        alike, said = dict[Verdict, Verdict](), dict[str, Verdict]()
        if all(log in self.tables for log in needs.split()):
            ends = self.kept if population in (released, with_hit, to_ice) else ()
            for name, subject in population(self):
                out = ends and subject.release_reason in ends
                verdict = (OUT, "not_released") if out else self.settle(judge, subject)
                said[name] = alike.setdefault(verdict, verdict)
        return said

    def decide(self) -> dict[tuple[str, str], Verdict]:
        """Give the outcome and reason of every item of every control that can be tested."""
        return {(control, item): said for control in CONTROLS for item, said in self.decide_control(control).items()}

    def settle(self, judge: Callable[[Any, Row, int], Judged], subject: Row) -> Verdict:
        """Judge an item, and name the first cause that alone accounts for a doubt."""
        outcome, reason, times = judge(self, subject, 1)
        if outcome == UNDETERMINED and not reason:
            without, reason, _ = judge(self, subject, 0)
            repeated = any(at and at[3] == REPEATED for at in times)
            reason = reason or ("repeated_hour" if repeated else "time_missing" if None in times else "precision")
            reason = reason if without == UNDETERMINED else "clock_error"
        return outcome, reason

    def absence(self, stay: Row, lo: float, hi: float, *logs: str) -> str:
        """Say why the want of a record of a stay in these logs does not count, or nothing if it does."""
        if any(stay.booking_id in self.unreadable[log] for log in logs):
            return "record_unreadable"
        dark = [log for log in logs if not self.covers(log, lo, hi)]
        return "holds_not_covered" if dark == ["holds"] else "not_covered" if dark else ""

    def silence(self, log: str, officer: str, at: Moment) -> str:
        """Say the same of a record of an officer; such a log is complete unless its manifest says otherwise."""
        if officer in self.unreadable[log]:
            return "record_unreadable"
        return "" if log in self.tables and (log not in self.declared or self.covers(log, *at[:2])) else "not_covered"

    def before(self, stay: Row, spans: Sequence[Span], error: float) -> tuple[bool, bool]:
        """Tell whether the first of these surely, and possibly, came before a stay's release."""
        lo, hi = stay.released_at[:2]
        return any(at[1] + error < lo for at in spans), any(at[0] - error < hi for at in spans)

    def final_checks(self, stay: Row) -> tuple[Sequence[Row], Sequence[Row]]:
        """Give a stay's final checks: those that surely count, and those that may."""
        found = self.by_stay("checks", stay, self.final)
        if not self.policy["vetting"]["require_authorized_officer"]:
            return found, found
        said = [(check, self.officer_authorized(check, 1)[0]) for check in found]
        return [check for check, how in said if how == MET], [check for check, how in said if how != EXCEPTION]

    def vetted_before_release(self, stay: Row, k: int) -> Judged:
        """Was a final check completed before the release."""
        if stay.commitment not in self.scope:
            return OUT, "commitment_out_of_scope", ()
        (certain, maybe), error = self.final_checks(stay), k * self.apart["checks", "bookings"]
        if self.before(stay, [*map(done, certain)], error)[0]:
            return MET, "before_release", ()
        possible = self.before(stay, [*map(done, maybe)], error)[1]
        fault = "after_release" if maybe else "no_final_result" if self.by_stay("checks", stay) else "no_check"
        want = partial(self.absence, stay, stay.booked_at[0], stay.released_at[1], "checks")
        return decided(False, possible, want, "", fault, stay.released_at, *(check.completed_at for check in maybe))

    def hit_notified_before_release(self, stay: Row, k: int) -> Judged:
        """Was ICE told of a hit before the release."""
        hits, sent = self.by_stay("checks", stay, HIT), [row.sent_at for row in self.by_stay("notifications", stay)]
        hit = self.before(stay, [*map(done, hits)], k * self.apart["checks", "bookings"])[0]
        sure, possible = self.before(stay, sent, k * self.apart["notifications", "bookings"])
        want = partial(self.absence, stay, stay.booked_at[0], stay.released_at[1], "notifications")
        fault, times = (
            "after_release" if sent else "no_notice",
            [stay.released_at, *(c.completed_at for c in hits), *sent],
        )
        return decided(sure, possible or not hit, want, "notice_before_release", fault, *times)

    def notified_in_time(self, stay: Row, k: int) -> Judged:
        """Was ICE told of a hit within the limit."""
        limit, error = self.limits["notify_within"], k * self.apart["notifications", "checks"]
        hits, sent = self.by_stay("checks", stay, HIT), [row.sent_at for row in self.by_stay("notifications", stay)]
        first, last = (min(done(hit)[end] for hit in hits) for end in (0, 1))
        sure, possible = (
            any(at[1] + error <= first + limit for at in sent),
            last == INF or any(at[0] - error <= last + limit for at in sent),
        )
        want = partial(self.absence, stay, first, last + limit, "notifications")
        fault, times = "notified_late" if sent else "no_notice", [*(hit.completed_at for hit in hits), *sent]
        return decided(sure, possible, want, "notified_in_time", fault, *times)

    def not_held_too_long(self, stay: Row, k: int) -> Judged:
        """Was the person released within the limit once release was authorised, or held for another reason."""
        begun, ended, limit = stay.release_authorized_at, stay.released_at, self.limits["release_within"]
        if begun is None:
            return UNDETERMINED, "authorization_time_missing", ()
        if ended[1] - begun[0] <= limit:
            return MET, "released_in_time", ()
        error, holds = k * self.apart["holds", "bookings"], self.by_stay("holds", stay)
        spans = [(hold.kind in ICE, hold.placed_at, hold.lifted_at or (INF, INF)) for hold in holds]
        certain = merge((at[1] + error, end[0] - error) for ice, at, end in spans if not ice)
        maybe = merge((at[0] - error, end[1] + error) for ice, at, end in spans if not ice)
        ice_hold = any(at[0] - error <= ended[1] and end[1] + error >= begun[0] for ice, at, end in spans if ice)
        possible = ended[0] - begun[1] <= limit or contains(maybe, begun[1] + limit + 1, ended[0])
        want, fault = (
            partial(self.absence, stay, begun[0], ended[1], "holds"),
            "ice_hold_only" if ice_hold else "late_release",
        )
        times = [begun, ended, *(at for hold in holds for at in (hold.placed_at, hold.lifted_at or NEVER))]
        sure = contains(certain, begun[0] + limit + 1, ended[1])
        return decided(sure, possible, want, "covered_by_hold", fault, *times)

    def check_in_scope(self, check: Row, k: int) -> Judged:
        """Was the person checked one whom the policy has checked."""
        stay, at = self.stays.get(check.booking_id), moment_of(check)
        if stay is None:
            return decided(False, False, partial(self.absence, check, *at[:2], "bookings"), "", "no_booking")
        if stay.commitment not in self.scope:
            return EXCEPTION, "commitment_out_of_scope", ()
        committed, error = stay.committed_at or (-INF, INF), k * self.apart["checks", "bookings"]
        sure = not self.policy["scope"]["check_after_commitment"] or committed[1] + error <= at[0]
        possible = at[1] + error >= committed[0]
        return decided(
            sure,
            possible,
            str,
            "in_scope",
            "before_commitment",
            *((at,) if stay.committed_at else ()),
            stay.committed_at,
        )

    def officer_authorized(self, check: Row, _: int) -> Judged:
        """Was the officer who checked authorised; whole days, without clock error."""
        officer, at = check.officer_id, moment_of(check)
        if not officer or at is None:
            return UNDETERMINED, "time_missing" if officer else "officer_missing", ()
        certain, maybe = self.authority(officer)
        sure, possible = contains(certain, *at[:2]), any(lo <= at[1] and at[0] <= hi for lo, hi in maybe)
        fault = "outside_authorization" if officer in self.group("authorizations", "officer_id") else "no_authorization"
        return decided(sure, possible, partial(self.silence, "authorizations", officer, at), "authorized", fault, at)

    def training_current(self, check: Row, _: int) -> Judged:
        """Had the officer who checked passed the basic course, and refreshed it as the policy asks."""
        officer, at, since = check.officer_id, moment_of(check), 0
        if not officer:
            return UNDETERMINED, "officer_missing", ()
        if self.refresher:
            then = date.fromordinal(at[2])
            year, month = divmod(then.year * 12 + then.month - 1 - self.refresher, 12)
            since = date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()
        taken = self.group("training", "officer_id").get(officer, ())
        own = [(row.completed_on[2], row.course, row.exam_passed) for row in taken if row.completed_on[2] <= at[2]]
        basic = [(on, exam) for on, course, exam in own if course == "basic" and (not exam or exam.lower() in YES)]
        passed = any(on < at[2] and exam for on, exam in basic)
        sure = passed and any(since <= on < at[2] for on, _, _ in own)
        failed = any(course == "basic" for _, course, _ in own)
        fault = "refresher_overdue" if basic else "exam_failed" if failed else "no_basic_course"
        why = self.silence("training", officer, at) or ("" if taken else "not_covered")
        fresh = any(on >= since for on, _, _ in own)
        outcome, reason, _times = decided(sure, bool(basic) and fresh, lambda: why, "trained", fault)
        unsaid = not passed and any(on < at[2] for on, _ in basic)
        return outcome, reason or ("exam_not_recorded" if unsaid else "same_day"), ()

    def within(self, log: str, begun: Moment, ended: Moment | None, limit: float, word: str) -> Judged:
        """Judge whether a record's second time follows its first within the limit, for complaints without weekends."""
        passed = self.weekdays if log == "complaints" else lambda lo, hi: hi - lo
        last = begun[1] + limit
        while (short := limit - passed(begun[1], last)) > 0:
            last += short
        sure = ended is not None and passed(begun[0], ended[1]) <= limit
        possible = ended is not None and passed(begun[1], ended[0]) <= limit
        fault = f"{word}_late" if ended else f"not_{word}"
        want = "" if ended or self.covers(log, begun[0], last) else "not_covered"
        return decided(sure, possible, lambda: want, f"{word}_in_time", fault, begun, ended)

    def weekdays(self, lo: float, hi: float) -> float:
        """Give how much of [lo, hi] is neither Saturday nor Sunday, local time; less than nothing backwards."""
        first, last = (int(at // DAY) + EPOCH_DAY for at in (lo, max(lo, hi)))
        days = [self.clock.whole_day(day) for day in range(first - 1, last + 2) if day % 7 in (6, 0)]
        return hi - lo - sum(max(0, min(hi, day[1] + 1) - max(lo, day[0])) for day in days)

    def claim_reported_in_time(self, row: Row, _: int) -> Judged:
        """Was a claim of citizenship reported within the limit."""
        return self.within("claims", row.raised_at, row.reported_at, self.limits["claim_within"], "reported")

    def complaint_forwarded(self, row: Row, _: int) -> Judged:
        """Was a complaint forwarded within the limit, weekends not counted."""
        limit = self.limits["complaint_within"]
        return self.within("complaints", row.received_at, row.forwarded_at, limit, "forwarded")

    def interpreter_asked(self, row: Row, _: int) -> Judged:
        """Was it recorded that the person was asked about an interpreter."""
        return decided(bool(row.interpreter_question), False, str, "question_recorded", "question_missing")

    def pickup_has_notice(self, stay: Row, k: int) -> Judged:
        """Did a notice or an ICE hold precede a release to ICE."""
        sent, placed = (
            [row.sent_at for row in self.by_stay("notifications", stay)],
            [row.placed_at for row in self.by_stay("holds", stay, ICE)],
        )
        notice = self.before(stay, sent, k * self.apart["notifications", "bookings"])
        hold = self.before(stay, placed, k * self.apart["holds", "bookings"])
        want = partial(self.absence, stay, stay.booked_at[0], stay.released_at[1], "notifications", "holds")
        sure, possible = notice[0] or hold[0], notice[1] or hold[1]
        times = [stay.released_at, *sent, *placed]
        return decided(sure, possible, want, "notice_or_hold_on_record", "no_notice_or_hold", *times)

    def recorded_before_release(self, stay: Row, k: int) -> Judged:
        """Was a deciding check also written down before the release."""
        (lo, hi), apart = stay.released_at[:2], self.apart["checks", "bookings"]
        written = [check.recorded_at for check in self.final_checks(stay)[0] if done(check)[1] + apart < lo]
        sure = any(at and at[1] + k * apart < lo for at in written)
        possible = any(at is None or at[0] - k * apart <= hi for at in written)
        return decided(sure, possible, str, "recorded_before", "recorded_after_release", stay.released_at, *written)

    def custody_not_rewritten(self, stay: Row, k: int) -> Judged:
        """Did an ICE hold begin in the minute in which custody ended, nobody having moved."""
        (lo, hi), begun, holds = stay.released_at[:2], stay.release_authorized_at, self.by_stay("holds", stay, ICE)
        if not holds:
            unreadable = stay.booking_id in self.unreadable["holds"]
            return UNDETERMINED, "record_unreadable" if unreadable else "not_covered", ()
        error, moved = k * self.apart["holds", "bookings"], self.apart["movements", "bookings"]
        starts = [at for hold in holds for at in (hold.placed_at, hold.served_at) if at]
        same = any(at[0] - error <= hi and at[1] + error >= lo for at in starts)
        placed = [hold.placed_at for hold in holds]
        apart = all(at[1] + error + HOUR < lo or at[0] - error > hi + HOUR for at in placed)
        away = [(row.out_at, row.in_at) for row in self.by_stay("movements", stay)]
        since = (begun or stay.booked_at)[0]
        may_go = any(out[0] - moved <= hi and (back[1] if back else INF) + moved >= since for out, back in away)
        went = any(begun and out[1] + moved <= lo and (back or out)[0] - moved >= begun[1] for out, back in away)
        want, times = partial(self.absence, stay, since, hi, "movements"), [stay.released_at, *starts]
        return decided(apart and (went or not same), may_go or not same, want, "hold_apart", "paper_change", *times)

    def permitted_by_law(self, act: tuple[str, int], _: int) -> Judged:
        """Did every regime in force that day permit the act."""
        kind, day = act[0], date.fromordinal(act[1]).isoformat()
        against = [
            f"{regime['name']} ({regime.get('status', 'in force')})"
            for regime in self.policy.get("regimes", [])
            if kind in regime["forbids"] and str(regime["from"]) <= day <= str(regime.get("to", "9999-12-31"))
        ]
        return decided(not against, False, str, "permitted", "; ".join(against))


def released(pack: Judge) -> Items:
    """Give the stays released in the period."""
    return ((stay.booking_id, stay) for stay in pack.of("bookings") if pack.in_period(stay.released_at))


def with_hit(pack: Judge) -> Items:
    """Give those that may have had a hit before their release."""
    error = pack.apart["checks", "bookings"]
    hits = ((name, stay, [*map(done, pack.by_stay("checks", stay, HIT))]) for name, stay in released(pack))
    return ((name, stay) for name, stay, ends in hits if pack.before(stay, ends, error)[1])


def to_ice(pack: Judge) -> Items:
    """Give those released to ICE."""
    return ((name, stay) for name, stay in released(pack) if stay.release_reason == "to_ice")


def vetted(pack: Judge) -> Items:
    """Give those met under the headline control."""
    mine = ((name, stay) for name, stay in released(pack) if stay.release_reason not in pack.kept)
    return ((name, stay) for name, stay in mine if pack.vetted_before_release(stay, 1)[0] == MET)


def hit_found(pack: Judge) -> Items:
    """Give the stays whose earliest hit was completed, else requested, in the period."""
    for stay in pack.of("bookings"):
        when = [at for check in pack.by_stay("checks", stay, HIT) if (at := moment_of(check))]
        if when and pack.in_period(min(when, key=itemgetter(2))):
            yield stay.booking_id, stay


def rows(log: str, when: Callable[[Row], Any]) -> Callable[[Judge], Items]:
    """Give what gives the rows of a log whose moment is in the period, by their id."""
    name = attrgetter(next(iter(COLUMNS[log])))
    return lambda pack: ((name(row), row) for row in pack.of(log) if pack.in_period(when(row)))


checked = rows("checks", moment_of)


def acts(pack: Judge) -> Items:
    """Give the acts in the period as item, with their kind and local day."""
    for name, check in checked(pack):
        yield f"check:{name}", ("check", moment_of(check)[2])
    for name, notice in rows("notifications", attrgetter("sent_at"))(pack):
        yield f"notification:{name}", ("notification", notice.sent_at[2])
    for name, hold in rows("holds", attrgetter("placed_at"))(pack):
        if hold.kind in ICE:
            yield f"hold:{name}", ("ice_hold", hold.placed_at[2])


CONTROLS: dict[str, tuple[str, Callable[[Any], Items], Callable[[Any, Row, int], Judged]]] = {
    "vetted_before_release": ("bookings checks", released, Judge.vetted_before_release),
    "hit_notified_before_release": ("bookings checks notifications", with_hit, Judge.hit_notified_before_release),
    "notified_in_time": ("bookings checks notifications", hit_found, Judge.notified_in_time),
    "not_held_too_long": ("bookings", released, Judge.not_held_too_long),
    "check_in_scope": ("bookings checks", checked, Judge.check_in_scope),
    "officer_authorized": ("checks authorizations", checked, Judge.officer_authorized),
    "training_current": ("checks training", checked, Judge.training_current),
    "claim_reported_in_time": ("claims", rows("claims", attrgetter("raised_at")), Judge.claim_reported_in_time),
    "interpreter_asked": ("interviews", rows("interviews", attrgetter("held_at")), Judge.interpreter_asked),
    "complaint_forwarded": ("complaints", rows("complaints", attrgetter("received_at")), Judge.complaint_forwarded),
    "pickup_has_notice": ("bookings notifications", to_ice, Judge.pickup_has_notice),
    "recorded_before_release": ("bookings checks", vetted, Judge.recorded_before_release),
    "custody_not_rewritten": ("bookings holds", to_ice, Judge.custody_not_rewritten),
    "permitted_by_law": ("checks", acts, Judge.permitted_by_law),
}


# The controls for which the agreed interface names the reasons of an exception, or leaves but one.
AGREED = {"vetted_before_release", "hit_notified_before_release", "notified_in_time"}
AGREED |= {"not_held_too_long", "check_in_scope", "officer_authorized"}
LIKE = {"repeated_hour", "time_missing", "precision", "same_day"}  # doubts about times: several may stand together


class Legs(Judge):
    """The completeness legs."""

    def legs(self) -> dict[str, str]:
        """Give the state of every leg."""
        some, manifest = any(self.of(log) for log in CORE), any(self.of("deliveries"))
        notes, linked = list(self.of("notifications")), [*self.of("checks"), *self.of("notifications")]
        known = self.tables["checks"].rows if "checks" in self.tables else {}
        broken = any(self.unreadable.get(log) for log in CORE)
        needed = [(log, name) for log in CORE for name, text in COLUMNS[log].items() if "*" in text]
        stray = any(row.booking_id not in self.stays for row in linked)
        ends = self.first[0], self.last[1]
        uncovered = any(log not in self.declared or not self.covers(log, *ends) for log in CORE)
        said = {
            "fields_complete": (
                some or broken,
                broken or any(getattr(row, name) in (None, "") for log, name in needed for row in self.of(log)),
            ),
            "no_duplicates": (
                any(one.rows for one in self.tables.values()),
                any(one.unequal for one in self.tables.values()),
            ),
            "links_resolve": (
                bool(linked) and "bookings" in self.tables,
                stray or any(row.check_id and row.check_id not in known for row in notes),
            ),
            "events_in_order": (some, self._disorder()),
            "stays_do_not_overlap": (bool(self.stays), self._overlap()),
            "logs_cover_period": (manifest, uncovered),
            "deliveries_match": (manifest, self._mismatch()),
            "booking_numbers_continuous": self._numbers(),
            "census_reconciles": self._census(),
            "daily_record_agrees": self._daily(),
            "no_silent_time": self._silent_time(),
            "recorded_promptly": self._late_records(),
        }
        return {leg: ("fails" if fault else HOLDS) if tested else "not_tested" for leg, (tested, fault) in said.items()}

    def _disorder(self) -> bool:
        """Does an event surely precede what it follows, lie after its log's coverage, or in an hour that never was."""
        pairs = [("bookings", "booked_at", "committed_at"), ("bookings", "release_authorized_at", "released_at")]
        pairs += [("bookings", "booked_at", "released_at"), ("checks", "requested_at", "completed_at")]
        for log, first, second in pairs:
            ends = ((getattr(row, first), getattr(row, second)) for row in self.of(log))
            if any(one and other and one[0] > other[1] for one, other in ends):
                return True
        times_of = [(log, name) for log in COLUMNS for name, text in COLUMNS[log].items() if text[-1] in "@%"]
        for log, name in times_of:
            silent = log not in self.declared or not self.coverage[log] or name in ("recorded_at", "authorized_to")
            end = INF if silent or log == "deliveries" else self.coverage[log][-1][1]
            times = (getattr(row, name) for row in self.of(log))
            if any(at and (at[3] == SKIPPED or at[0] > end) for at in times):
                return True
        return False

    def _overlap(self) -> bool:
        """Was a person surely in two stays at once; a stay without a release goes on."""
        spans = ((row.person_id, row.booked_at[1], (row.released_at or (INF,))[0]) for row in self.of("bookings"))
        whose, latest = "", -INF
        for person, lo, hi in sorted(span for span in spans if span[2] > span[1]):
            if person == whose and latest > lo:
                return True
            whose, latest = person, max(hi, latest) if person == whose else hi
        return False

    def _mismatch(self) -> bool:
        """Does a row of the manifest have no file with as many rows and its digest, or a file no row."""
        files = [line for line in self.delivered if line["log"] != "deliveries" and line["repeated"].lower() not in YES]
        named: set[int] = set()
        fault = False
        for row in self.of("deliveries"):
            own, sha = row.file.rpartition("/")[2], row.sha256.lower()
            alike = [
                f for f in files if f["log"] == row.log and (f["file"].rpartition("/")[2] == own or f["sha256"] == sha)
            ]
            named |= set(map(id, alike))
            same = any(int(f["received"]) == int(row.rows) and sha in ("", f["sha256"]) for f in alike)
            fault = fault or not (same or row.log == "deliveries")
        return fault or any(id(line) not in named for line in files)

    def _numbers(self) -> Leg:
        """Does a booking number lack or come twice, a facility at a time; void rows only fill theirs."""
        runs: dict[str, list[int]] = defaultdict(list)
        rows = [*self.of("bookings"), *self.voids]
        for row in rows:
            runs[row.facility_id] += [int(row.sequence_no)] if row.sequence_no else []
        found = [sorted(run) for run in runs.values() if run]
        gaps = any(two - one != 1 for run in found for one, two in itertools.pairwise(run))
        return bool(found), gaps or not all(row.sequence_no for row in rows)

    def _census(self) -> Leg:
        """Does a head count not follow from the one before, or the counts not reach both ends of the period."""
        counts = self.group("census", "facility_id")
        error, moved = self.apart["census", "bookings"], self.apart["census", "movements"]
        events: dict[str, list[tuple[Moment, int, float]]] = defaultdict(list)
        for stay in self.of("bookings") if counts else ():
            own = events[stay.facility_id]
            own += [(stay.booked_at, 1, error), (stay.released_at, -1, error)]
            for move in self.by_stay("movements", stay):
                own += [(move.out_at, -1, moved), (move.in_at, 1, moved)]
        fault = False
        for facility in {*events, *counts}:
            rows = sorted(counts.get(facility, ()), key=lambda row: row.counted_at[:2])
            at = [row.counted_at for row in rows]
            reach = bool(at) and at[0][0] <= self.first[0] + DAY and max(one[1] for one in at) >= self.last[1] - DAY
            fault = fault or (facility in events and not reach)
            ends = list(itertools.accumulate((one[1] for one in at), max))
            least, most = [0] * len(at), [0] * len(at)  # the change up to this count from the one before
            for when, sign, slack in (event for event in events[facility] if event[0]):
                n = max(1, bisect_left(ends, when[0] - slack))
                while n < len(at) and at[n - 1][0] - slack <= when[1]:
                    sure = at[n - 1][1] + slack < when[0] and when[1] <= at[n][0] - slack
                    least[n] += sign if sure else min(sign, 0)
                    most[n] += sign if sure else max(sign, 0)
                    n += 1
            heads = [int(row.headcount) for row in rows]
            fault = fault or any(not least[n] <= heads[n] - heads[n - 1] <= most[n] for n in range(1, len(heads)))
        return "bookings" in self.tables and any(len(rows) > 1 for rows in counts.values()), fault

    def _daily(self) -> Leg:
        """Do stays and the daily record not name each other with the same dates."""
        record = {row.booking_id: (row.entered_on, row.discharged_on) for row in self.of("daily_record")}
        fault = self.stays.keys() != record.keys()
        for name, days in record.items() if not fault else ():
            own = self.stays[name].booked_at, self.stays[name].released_at
            fault = fault or [at and at[2] for at in own] != [at and at[2] for at in days]
        return bool(record) and "bookings" in self.tables, fault

    def _silent_time(self) -> Leg:
        """Does a core log have a stretch without an event that surely is longer than the limit."""
        tested = fault = False
        for log in CORE:
            times = sorted({at[:2] for row in self.of(log) if (at := EVENTS[log](row))})
            reached = itertools.accumulate((hi for _, hi in times), max)
            fault = fault or any(
                lo - end > self.limits["max_silence"] for (lo, _), end in zip(times[1:], reached, strict=False)
            )
            tested = tested or len(times) > 1
        return tested, fault

    def _late_records(self) -> Leg:
        """Was a record surely written later than the limit after its event."""
        pairs = ((EVENTS[log](row), row.recorded_at) for log in CORE for row in self.of(log))
        waits = [put[0] - at[1] for at, put in pairs if at and put]
        return bool(waits), any(wait > self.limits["record_within"] for wait in waits)


EVENTS: dict[str, Callable[[Row], Moment | None]] = {
    "bookings": attrgetter("booked_at"),
    "checks": moment_of,
    "notifications": attrgetter("sent_at"),
}
load, decide, decide_control, legs = Legs, Judge.decide, Judge.decide_control, Legs.legs


def claim(counts: Counter[str], states: dict[str, str], requires: list[str], one_of: list[str]) -> str:
    """Give the state of the claim from the headline control's counts and the legs."""
    if not counts[MET] + counts[EXCEPTION] + counts[UNDETERMINED]:
        return "nothing_to_test"
    if counts[EXCEPTION]:
        return "exceptions"
    complete = all(states.get(leg) == HOLDS for leg in requires)
    complete = complete and (not one_of or any(states.get(leg) == HOLDS for leg in one_of))
    return "demonstrated" if complete and not counts[UNDETERMINED] else "not_demonstrated"


def digests(bag: Path) -> list[str]:
    """Name every file of a bag that is missing, was added or was changed since its manifests were written."""
    tags, listed = "tagmanifest-sha256.txt", dict[str, str]()
    present = {at.relative_to(bag).as_posix(): at for at in bag.rglob("*") if at.is_symlink() or not at.is_dir()}
    for name in (tags, "manifest-sha256.txt"):
        text = present[name].read_text("utf-8") if name in present else ""
        listed |= {line[66:]: line[:64] for line in text.split("\n") if line}
    found = [f"{name} is missing" for name in sorted({tags, "manifest-sha256.txt", *listed} - {*present})]
    found += [f"{name} was added" for name in sorted(present.keys() - listed.keys() - {tags})]
    for name in sorted(listed.keys() & present.keys()):
        with present[name].open("rb") as file:
            if present[name].is_symlink() or hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                found.append(f"{name} was changed")
    return found


def outcomes(pack: Legs, counts: dict[str, Counter[str]], remarks: Counter[str]) -> Iterator[str]:
    """Compare every outcome, a control at a time: yield what differs, remark what is only said otherwise."""
    left: dict[str, dict[str, Verdict]] = {}
    with (pack.path / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        pick = itemgetter(*map(next(reader).index, ("control", "item", "outcome", "reason")))
        for control, lines in itertools.groupby(map(pick, filter(None, reader)), key=itemgetter(0)):
            own = left.pop(control) if control in left else pack.decide_control(control) if control in CONTROLS else {}
            counts.setdefault(control, Counter(outcome for outcome, _ in own.values()))
            for _, item, outcome, reason in lines:
                counts[""][control] += 1
                said = own.pop(item, None)
                told = outcome == OUT or (outcome == EXCEPTION and control in AGREED)
                told = told or (outcome == UNDETERMINED and not {reason, said and said[1]} <= LIKE)
                if said and said[0] == outcome and not told and said[1] != reason:
                    remarks[f"{control}: {outcome}: engine's reason {reason}, verifier's {said[1]}"] += 1
                elif said != (outcome, reason):
                    words = " ".join(said or ["nothing"])
                    yield f"{control}: {item}: engine says {outcome} {reason}, verifier says {words}"
            left[control] = dict(own)
    for control in CONTROLS:
        own = left[control] if control in left else pack.decide_control(control)
        counts.setdefault(control, Counter(outcome for outcome, _ in own.values()))
        for item, said in own.items():
            yield f"{control}: {item}: engine says nothing, verifier says {' '.join(said)}"


def audit(pack: Legs, counts: dict[str, Counter[str]], states: dict[str, str], claimed: str) -> Iterator[str]:
    """Compare the books, the legs and the claim with audit.json."""
    filed = json.loads((pack.path / "audit.json").read_text("utf-8"))
    pairs: list[tuple[str, object, object]] = []
    for book in filed["controls"]:
        own = counts[book["id"]]
        pairs += [(f"books: {book['id']} {kind}", book.get(kind, 0), own[kind]) for kind in OUTCOMES]
        pairs.append((f"books: {book['id']} population", book["population"], own.total()))
    pairs += [(f"leg: {leg['id']}", leg["state"], states.get(leg["id"], leg["state"])) for leg in filed["legs"]]
    pairs.append(("claim", filed["claim"]["state"], claimed))
    return (f"{what}: engine says {said}, verifier says {own}" for what, said, own in pairs if said != own)


def main(arguments: list[str]) -> int:
    """Verify the pack named on the command line and print what was found."""
    named = [Path(argument) for argument in arguments if argument != "--digests"]
    root = named[0] if len(named) == 1 else Path("no such folder")
    folder = root / "data" if (root / "data").is_dir() else root
    bag = root / "bagit.txt"
    if not (folder / "policy.toml").is_file() and not bag.is_file():
        sys.stderr.write("usage: python3 -I verify.py [--digests] PACK   (PACK is the folder of an evidence pack)\n")
        return 2
    differences = digests(root) if bag.is_file() or "--digests" in arguments else []
    if not differences and "--digests" not in arguments:
        gc.disable()  # millions of records, and no cycles among them
        csv.field_size_limit(2**31 - 1)
        pack, remarks = Legs(folder), Counter[str]()
        states, counts = pack.legs(), defaultdict[str, Counter[str]](Counter)
        differences += outcomes(pack, counts, remarks)
        rules = pack.policy["claim"]
        claimed = claim(counts["vetted_before_release"], states, rules["requires"], rules["requires_one_of"])
        differences += audit(pack, counts, states, claimed)
        for control in CONTROLS:
            own = counts[control]
            told = ", ".join(f"{own[kind]} {kind}" for kind in OUTCOMES)
            print(f"{control}: {own.total()} items: {told}" if own else f"{control}: nothing to test")
        for leg, state in states.items():
            print(f"leg {leg}: {state}")
        print(f"claim: {claimed}")
        for remark, times in sorted(remarks.items()):
            print(f"remark: {remark} ({times})")
        print(f"{counts[''].total()} outcomes compared, {len(differences)} differ")
    for difference in differences:
        print(f"differs: {difference}")
    return 5 if differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, StopIteration) as error:
        sys.stderr.write(f"The pack cannot be read: {type(error).__name__}: {error}\n")
        sys.exit(5)
