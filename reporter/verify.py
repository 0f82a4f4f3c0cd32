"""Recomputes every outcome of an evidence pack from its records alone: `python3 -I verify.py PACK`.

A second implementation, written from the agreed interface and sharing no code with the engine. It needs nothing but the
standard library of Python 3.11 or later. Exit codes: 0 everything agrees, 5 something differs, 2 usage.
"""

from __future__ import annotations

import csv
import gc
import itertools
import json
import re
import sys
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict, namedtuple
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = Any  # a named tuple with the columns of its log, times as Moment
Span = tuple[float, float]
Moment = tuple[float, float, int, int]  # earliest, latest (microseconds, UTC), local day, REPEATED or SKIPPED or 0
Verdict = tuple[str, str]

MET, EXCEPTION, UNDETERMINED, OUT = "met", "exception", "undetermined", "out_of_scope"
HOLDS, FAILS, NOT_TESTED = "holds", "fails", "not_tested"
REPEATED, SKIPPED = 1, 2
INF = float("inf")
SECOND = 1_000_000
HOUR, DAY = 3600 * SECOND, 86400 * SECOND
WIDTHS = {"second": SECOND, "minute": 60 * SECOND, "hour": HOUR, "day": DAY}
UNITS = {"s": SECOND, "m": 60 * SECOND, "min": 60 * SECOND, "h": HOUR, "d": DAY, "w": 7 * DAY}
EPOCH = datetime(1970, 1, 1)
SEPARATOR = chr(31)
MINUTES = {f"{at // 60:02}:{at % 60:02}": at * 60 * SECOND for at in range(1440)}
SECONDS = {"": 0} | {f":{at:02}": at * SECOND for at in range(60)}
CORE = ("bookings", "checks", "notifications")
ICE = {"ice_detainer", "ice_warrant"}
CHECK_TIMES = ["completed_at", "requested_at"]
OTHER_HOLDS = {"judicial_warrant", "other_agency", "sentence"}
ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?"
)

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
LAYOUT = {name.split()[0]: (int(name.split()[1]), columns.split()) for name, columns in LOGS.items()}
SIZES: list[tuple[float, int]] = []  # the lengths and faults that moments have
CODES: dict[tuple[float, int], int] = {}


def packed(moment: Moment | None) -> int | None:
    """Put a moment into one number, a quarter of the room: beginning, local day, which of SIZES."""
    if moment is None:
        return None
    lo, hi, day, fault = moment
    code = CODES.get((hi - lo, fault))
    if code is None:
        code = CODES[hi - lo, fault] = len(SIZES)
        SIZES.append((hi - lo, fault))
    return int(lo) << 40 | day << 16 | code


def unpacked(number: int | None) -> Moment | None:
    """Give the moment again."""
    if number is None:
        return None
    size, fault = SIZES[number & 0xFFFF]
    lo = number >> 40
    return lo, lo + size, number >> 16 & 0xFFFFFF, fault


def nth(i: int, row: Row) -> Moment | None:
    """Give the moment that is a row's i-th cell."""
    number = row[i]
    if number is None:
        return None
    size, fault = SIZES[number & 0xFFFF]
    lo = number >> 40
    return lo, lo + size, number >> 16 & 0xFFFFFF, fault


def row_class(log: str, columns: list[str]) -> Any:
    """Make the class of a log's rows: by number as packed, by name as Moment."""
    names = [column.rstrip("*@%") for column in columns]
    times = {name: i for i, (name, column) in enumerate(zip(names, columns, strict=True)) if column[-1] in "@%"}
    readers = {name: property(partial(nth, i)) for name, i in times.items()}
    return type(log, (namedtuple(log, names),), {"__slots__": (), **readers})


ROWS = {log: row_class(log, columns) for log, (_, columns) in LAYOUT.items()}
TIMES = {log: [c.rstrip("*@%") for c in columns if c[-1] in "@%"] for log, (_, columns) in LAYOUT.items()}
SHARED = {"facility_id", "commitment", "release_reason", "result", "officer_id", "kind", "void", "course", "reason"}
DEFAULTS = tomllib.loads("""
scope.commitments = ["criminal_court"]
scope.check_after_commitment = false
scope.not_released = ["transfer", "to_other_agency", "death", "escape"]
vetting.final_results = ["clear", "wanted", "no_record", "undetermined"]
vetting.require_authorized_officer = false
limits.notify_within = "15m"
limits.release_within = "4h"
limits.claim_within = "1h"
limits.complaint_within = "48h"
limits.record_within = "24h"
limits.max_silence = "24h"
limits.refresher_every = "none"
claim.requires = ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"]
claim.requires_one_of = ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"]
""")


def duration(text: str | float) -> float:
    """Give a policy's duration ("90s", "1h30m") in microseconds; "none" is without end."""
    if not isinstance(text, str):
        return text * SECOND
    if text.strip() == "none":
        return INF
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+)", text)
    return sum(round(float(number) * UNITS[unit]) for number, unit in parts)


class Clock:
    """Reads the times of one log: text as recorded to the earliest and latest instant it may mean."""

    def __init__(self, zone: ZoneInfo, settings: dict[str, Any]) -> None:
        formats = settings.get("timestamp_format") or []
        self.zone = zone
        self.formats: list[str] = [formats] if isinstance(formats, str) else list(formats)
        self.coarsest: int = WIDTHS.get(settings.get("precision", ""), 0)
        self.known: dict[str, int | None] = {}
        self.days: dict[str, int | None] = {}
        self.even: dict[str, tuple[int, int] | None] = {}

    def read(self, text: str) -> int | None:
        """Give the moment a text means, packed, or None if there is none."""
        found = packed(self._plain(text) or self._any(text))
        if len(self.known) > 600_000:
            self.known.clear()
        self.known[text] = found
        return found

    def read_day(self, text: str) -> int | None:
        """Give the whole local day a text names, packed."""
        if text not in self.days:
            found = self._parse(text)
            self.days[text] = None
            if found is not None:
                wall, _, offset = found
                day = wall if offset is None else self._local(self._instant(wall, offset))
                self.days[text] = packed(self.whole_day(day.date()))
        return self.days[text]

    def whole_day(self, day: date) -> Moment:
        """Give the first and last microsecond of a local day."""
        start = datetime(day.year, day.month, day.day)
        return *self._hull(start, start + timedelta(days=1, microseconds=-1))[:2], day.toordinal(), 0

    def _plain(self, text: str) -> Moment | None:
        """Read minutes and seconds without an offset, on a day on which the clocks do not change: most texts."""
        size = len(text)
        if self.formats or self.coarsest or size not in (16, 19) or text[10] not in "T ":
            return None
        name = text[:10]
        if name not in self.even:
            self.even[name] = self._one_offset(name)
        base = self.even[name]
        minute, second = MINUTES.get(text[11:16]), SECONDS.get(text[16:])
        if base is None or minute is None or second is None:
            return None
        lo = base[0] + minute + second
        return lo, lo + (SECOND if size == 19 else 60 * SECOND) - 1, base[1], 0

    def _one_offset(self, name: str) -> tuple[int, int] | None:
        try:
            start = datetime.strptime(name, "%Y-%m-%d")
        except ValueError:
            return None
        walls = (start + timedelta(hours=hours) for hours in (0, 6, 12, 24))
        offsets = {self._offset(wall, fold) for wall in walls for fold in (0, 1)}
        return (self._instant(start, offsets.pop()), start.toordinal()) if len(offsets) == 1 else None

    def _any(self, text: str) -> Moment | None:
        found = self._parse(text)
        if found is None:
            return None
        wall, width, offset = found
        width = max(width, self.coarsest)
        if width == DAY:
            return self.whole_day(wall.date() if offset is None else self._local(self._instant(wall, offset)).date())
        if width >= SECOND:
            since = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
            wall -= since % timedelta(microseconds=width)
        if offset is not None:
            lo = self._instant(wall, offset)
            return lo, lo + width - 1, self._local(lo).toordinal(), 0
        lo, hi, fault = self._hull(wall, wall + timedelta(microseconds=width - 1))
        return lo, hi, wall.toordinal(), fault

    def _hull(self, first: datetime, last: datetime) -> tuple[int, int, int]:
        fault = 0
        for wall in (first, last):
            early, late = self._offset(wall, 0), self._offset(wall, 1)
            if early != late:
                fault = REPEATED if early > late else SKIPPED
        lo = min(self._instant(first, self._offset(first, fold)) for fold in (0, 1))
        hi = max(self._instant(last, self._offset(last, fold)) for fold in (0, 1))
        return lo, hi, fault

    def _offset(self, wall: datetime, fold: int) -> timedelta:
        return self.zone.utcoffset(wall.replace(tzinfo=self.zone, fold=fold)) or timedelta()

    def _local(self, instant: float) -> datetime:
        return (EPOCH.replace(tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(self.zone)

    @staticmethod
    def _instant(wall: datetime, offset: timedelta) -> int:
        return (wall - EPOCH - offset) // timedelta(microseconds=1)

    def _parse(self, text: str) -> tuple[datetime, int, timedelta | None] | None:
        """Take a text apart: wall clock, width in microseconds, offset if it has one."""
        for pattern in self.formats:
            try:
                found = datetime.strptime(text, pattern)
            except ValueError:
                continue
            fraction = re.search(r"[.,](\d{1,6})(?!\d)", text) if "%f" in pattern else None
            if fraction:
                width = 10 ** (6 - len(fraction[1]))
            else:
                names = (("%f", 1), ("%S", SECOND), ("%M", 60 * SECOND), ("%H", HOUR), ("%I", HOUR), ("", DAY))
                width = next(size for name, size in names if name in pattern)
            return found.replace(tzinfo=None), width, found.utcoffset()
        match = ISO.fullmatch(text)
        if match is None:
            return None
        year, month, day, hour, minute, second, part, zone = match.groups()
        try:
            wall = datetime(int(year), int(month), int(day))
            if hour:
                late = hour == "24" and int(minute or 0) == int(second or 0) == 0
                wall = wall.replace(hour=0 if late else int(hour), minute=int(minute or 0), second=int(second or 0))
                wall += timedelta(days=late, microseconds=int((part or "0")[:6].ljust(6, "0")))
        except ValueError:
            return None
        offset = None
        if zone:
            digits = zone[1:].replace(":", "").ljust(4, "0")
            size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) if digits[:2].isdecimal() else timedelta()
            offset = -size if zone[0] == "-" else size
        if part:
            return wall, 10 ** max(0, 6 - len(part)), offset
        return wall, SECOND if second else 60 * SECOND if minute else HOUR if hour else DAY, offset


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
        period = json.loads((path / "period.json").read_text("utf-8"))
        self.zone = ZoneInfo(self.policy["agency"]["timezone"])
        self.clock = Clock(self.zone, {})
        first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
        self.first, self.last = first.toordinal(), last.toordinal()
        self.start, self.end = self.clock.whole_day(first)[0], self.clock.whole_day(last)[1]
        self.rows: dict[str, dict[Any, Row]] = {}
        self.left: list[Row] | None = None
        self._clocks: dict[str, Clock] = {}
        self.voids: list[Row] = []
        self.unequal: set[str] = set()
        for log in LAYOUT:
            if (path / "records" / f"{log}.csv").is_file():
                self._take(log)
        self._clocks.clear()
        if any(is_true(row.void) for row in self.rows.get("bookings", {}).values()):
            bookings = self.rows["bookings"]
            self.voids = [row for row in bookings.values() if is_true(row.void)]
            for row in self.voids:
                del bookings[row.booking_id]
        self.unreadable: dict[str, set[str]] = defaultdict(set)
        self.broken: set[str] = set()
        for row in table(path / "quarantine.csv"):
            if row["unmended"] == "false":
                continue
            self.broken.add(row["log"])
            who = "officer_id" if row["log"] in ("authorizations", "training") else "booking_id"
            named = {row[who], *row["cells"].split(SEPARATOR)}
            self.unreadable[row["log"]] |= named - {""}
        self.delivered = list(table(path / "delivered.csv"))
        self.declared = self._declared()
        self.scope, self.kept = set(self.setting("scope", "commitments")), set(self.setting("scope", "not_released"))
        self.final = set(self.setting("vetting", "final_results"))
        every = str(self.setting("limits", "refresher_every"))
        self.refresher = 0 if every == "none" else int(re.sub(r"\D", "", every)) * (12 if every.endswith("y") else 1)
        self._apart: dict[tuple[str, str], float] = {}
        self._limits: dict[str, float] = {}
        self._spans: dict[str, list[Span]] = {}
        self._groups: dict[tuple[str, str], dict[str, tuple[Row, ...]]] = {}
        self._authority: dict[str, tuple[list[Span], list[Span]]] = {}

    def of(self, log: str) -> Iterable[Row]:
        """Give the standing rows of a log (none if it is absent; bookings without the void ones)."""
        return self.rows.get(log, {}).values()

    def stay(self, booking_id: str) -> Row | None:
        """Give the stay with this booking_id."""
        return self.rows.get("bookings", {}).get(booking_id)

    def setting(self, part: str, key: str) -> Any:
        """Give what the policy says, or else the default."""
        return self.policy.get(part, {}).get(key, DEFAULTS[part][key])

    def limit(self, key: str) -> float:
        """Give a limit in microseconds."""
        if key not in self._limits:
            self._limits[key] = duration(self.setting("limits", key))
        return self._limits[key]

    def log_settings(self, log: str) -> dict[str, Any]:
        """Give the policy's table for a log."""
        settings: dict[str, Any] = self.policy.get("logs", {}).get(log, {})
        return settings

    def apart(self, log: str, other: str = "bookings") -> float:
        """Give the clock error, both sides together, when times of two logs are compared."""
        if (log, other) not in self._apart:
            systems = {self.log_settings(name).get("system", name) for name in (log, other)}
            errors = [self.policy.get("systems", {}).get(system, {}).get("clock_error", "0s") for system in systems]
            self._apart[log, other] = sum(map(duration, errors)) if len(systems) == 2 else 0
        return self._apart[log, other]

    def grouped(self, log: str, by: str = "booking_id") -> dict[str, tuple[Row, ...]]:
        """Give the rows of a log by stay or officer."""
        if (log, by) not in self._groups:
            groups: dict[str, tuple[Row, ...]] = {}
            which = itemgetter(ROWS[log]._fields.index(by))
            for row in self.of(log):
                name = which(row)
                groups[name] = (*groups.get(name, ()), row)
            self._groups[log, by] = groups
        return self._groups[log, by]

    def covers(self, log: str, lo: float, hi: float) -> bool:
        """Tell whether a log speaks for the whole of [lo, hi]; inferred when nothing declares it."""
        if log not in self._spans:
            self._spans[log] = self.declared.get(log) or self._inferred(log)
        return contains(self._spans[log], lo, hi)

    def in_period(self, moment: Moment | None) -> bool:
        """Tell whether a time's recorded local date is in the period."""
        return moment is not None and self.first <= moment[2] <= self.last

    def authority(self, officer: str) -> tuple[list[Span], list[Span]]:
        """Give when an officer surely was, and when he may have been, authorised."""
        if officer not in self._authority:
            sure, possible = [], []
            for row in self.grouped("authorizations", "officer_id").get(officer, ()):
                end = row.authorized_to[1] if row.authorized_to else INF
                revoked = row.revoked_on or (INF, INF)
                sure.append((row.authorized_from[0], min(end, revoked[0] - 1)))
                possible.append((row.authorized_from[0], min(end, revoked[1])))
            self._authority[officer] = merge(sure), merge(possible)
        return self._authority[officer]

    def _declared(self) -> dict[str, list[Span]]:
        came: dict[str, set[str]] = defaultdict(set)
        for row in self.delivered:
            came[row["log"]] |= {base_name(row["file"]), row["sha256"].lower()}
        spans = defaultdict(list)
        for row in self.of("deliveries"):
            if row.covers_from and row.covers_to and {base_name(row.file), row.sha256.lower()} - {""} & came[row.log]:
                spans[row.log].append((row.covers_from[0], row.covers_to[1]))
        return {log: merge(found) for log, found in spans.items()}

    def _inferred(self, log: str) -> list[Span]:
        lo, hi = INF, -INF
        places = [ROWS[log]._fields.index(name) for name in TIMES[log] if name != "recorded_at"]
        for row in itertools.chain(self.of(log), self.voids if log == "bookings" else ()):
            for place in places:
                moment = unpacked(row[place])
                if moment:
                    lo, hi = min(lo, moment[0]), max(hi, moment[1])
        return [(lo, hi)] if lo <= hi else []

    def _take(self, log: str) -> None:
        """Read a log's records and keep what stands: the newest delivery, in it the first line."""
        size, columns = LAYOUT[log]
        clock, make, names = self._clock(log), ROWS[log]._make, ROWS[log]._fields
        times = [i for i, column in enumerate(columns) if column[-1] == "@"]
        days = [i for i, column in enumerate(columns) if column[-1] == "%"]
        shared = [i for i, name in enumerate(names) if name in SHARED]
        whose = names.index("booking_id") if log != "bookings" and "booking_id" in names else -1
        bookings, known, read = self.rows.get("bookings", {}), clock.known, clock.read
        standing: dict[Any, Row] = {}
        again: dict[Any, list[tuple[int, int, list[str]]]] = {}

        def take(key: Any, values: list[Any]) -> None:
            for i in times:
                values[i] = (known.get(values[i]) or read(values[i])) if values[i] else None
            for i in days:
                values[i] = clock.read_day(values[i]) if values[i] else None
            for i in shared:
                values[i] = sys.intern(values[i])
            if whose >= 0 and values[whose] in bookings:
                values[whose] = bookings[values[whose]][0]
            standing[key if size > 1 else values[0]] = make(values)

        for _, values in self._lines(log):
            key = values[0] if size == 1 else tuple(values[:size])
            if key in standing:
                again[key] = []
            else:
                take(key, values)
        for cells, values in self._lines(log) if again else ():
            key = values[0] if size == 1 else tuple(values[:size])
            if key in again:
                again[key].append((-int(cells[0]), int(cells[2] or 0), cells))
        if again:
            pick = self._picker(log)
            for key, versions in again.items():
                versions.sort()
                newest = [cells[3:] for delivery, _, cells in versions if delivery == versions[0][0]]
                take(key, list(pick(versions[0][2])))
                if any(cells != newest[0] for cells in newest):
                    self.unequal.add(log)
        self.rows[log] = standing

    def _clock(self, log: str) -> Clock:
        """Give the clock of a log; logs that write their times alike share one, and what it has read."""
        settings = self.log_settings(log)
        how = repr((settings.get("timestamp_format"), settings.get("precision")))
        return self._clocks.setdefault(how, Clock(self.zone, settings))

    def _picker(self, log: str) -> Callable[[list[str]], tuple[str, ...]]:
        """Give what picks a log's columns out of a line, which has one empty cell more."""
        with (self.path / "records" / f"{log}.csv").open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        order = {name: i for i, name in reversed(list(enumerate(header)))}
        own = [i for i, name in enumerate(header) if name in ("file", "file_1")]  # where it stands, then its own
        names = ROWS[log]._fields
        return itemgetter(*(own[-1] if name == "file" else order.get(name, len(header)) for name in names))

    def _lines(self, log: str) -> Iterator[tuple[list[str], list[Any]]]:
        """Give each line of a log's records (first delivery, file and line), and of it the log's columns."""
        pick = self._picker(log)
        with (self.path / "records" / f"{log}.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            size = len(next(reader))
            for cells in reader:
                if cells:
                    cells += [""] * (size + 1 - len(cells))
                    yield cells, list(pick(cells))


def table(path: Path) -> Iterator[dict[str, str]]:
    """Give the rows of one of the pack's tables; none if it is not there."""
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def base_name(path: str) -> str:
    """Give a file's name without its folders."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def is_true(text: str) -> bool:
    """Tell whether a cell says yes."""
    return text.lower() in ("true", "t", "1", "yes", "y")


def load(pack: Path) -> Pack:
    """Read a pack folder."""
    return Pack(pack)


# The controls. Each has a population and a judge. A judge gives outcome, reason and, in doubt, the times in doubt;
# it is asked with `k` 1 and, in doubt, once more with `k` 0, which stills the clock errors.

Judged = tuple[str, str, list[Moment | None]]


def settle(judge: Callable[[Pack, Row, int], Judged], pack: Pack, item: Row) -> Verdict:
    """Judge an item, and name the first cause that alone accounts for a doubt."""
    outcome, reason, moments = judge(pack, item, 1)
    if outcome == UNDETERMINED and not reason:
        if judge(pack, item, 0)[0] != UNDETERMINED:
            reason = "clock_error"
        elif any(moment and moment[3] for moment in moments):
            reason = "repeated_hour"
        else:
            reason = "time_missing" if None in moments else "precision"
    return outcome, reason


def completion(check: Row) -> Span:
    """Give when a check was completed; a missing end lies between request and record."""
    if check.completed_at:
        return check.completed_at[0], check.completed_at[1]
    return (check.requested_at[0] if check.requested_at else -INF, check.recorded_at[1] if check.recorded_at else INF)


def moment_of(check: Row) -> Moment | None:
    """Give the moment of a check: its completion, else its request."""
    found: Moment | None = check.completed_at or check.requested_at
    return found


def hits_of(pack: Pack, booking_id: str) -> list[Row]:
    """Give a stay's checks with a hit."""
    return [check for check in pack.grouped("checks").get(booking_id, ()) if check.result == "wanted"]


def ice_holds(pack: Pack, stay: Row) -> list[Row]:
    """Give a stay's ICE holds."""
    return [hold for hold in pack.grouped("holds").get(stay.booking_id, ()) if hold.kind in ICE]


def released(pack: Pack) -> Iterator[Row]:
    """Give the stays released in the period."""
    if pack.left is None:
        pack.left = [stay for stay in pack.of("bookings") if pack.in_period(stay.released_at)]
    return iter(pack.left)


def released_with_hit(pack: Pack) -> Iterator[Row]:
    """Give those that may have had a hit before their release."""
    error = pack.apart("checks")
    for stay in released(pack):
        if any(completion(hit)[0] - error < stay.released_at[1] for hit in hits_of(pack, stay.booking_id)):
            yield stay


def pickups(pack: Pack) -> Iterator[Row]:
    """Give those released to ICE."""
    return (stay for stay in released(pack) if stay.release_reason == "to_ice")


def found_vetted(pack: Pack) -> Iterator[Row]:
    """Give those met under the headline control."""
    return (
        stay
        for stay in released(pack)
        if stay.release_reason not in pack.kept and vetted_before_release(pack, stay, 1)[0] == MET
    )


def hit_in_period(pack: Pack) -> Iterator[Row]:
    """Give the stays whose earliest hit was completed in the period."""
    for booking_id in pack.grouped("checks"):
        done = [hit.completed_at for hit in hits_of(pack, booking_id) if hit.completed_at]
        if done and pack.in_period(min(done)) and pack.stay(booking_id):
            yield pack.stay(booking_id)


def checked(pack: Pack) -> Iterator[Row]:
    """Give the checks whose moment is in the period."""
    return (check for check in pack.of("checks") if pack.in_period(moment_of(check)))


def absence(pack: Pack, log: str, name: str, lo: float, hi: float) -> str:
    """Say why the want of a record does not count, or nothing if it does."""
    if name in pack.unreadable[log]:
        return "record_unreadable"
    return "" if pack.covers(log, lo, hi) else "holds_not_covered" if log == "holds" else "not_covered"


def wanting(why: str, reason: str) -> Judged:
    """Judge a want: an exception unless there is a reason why it does not count."""
    return (UNDETERMINED, why, []) if why else (EXCEPTION, reason, [])


def final_checks(pack: Pack, stay: Row) -> tuple[list[Row], list[Row]]:
    """Give a stay's final checks: those that surely count, and those that may."""
    found = [check for check in pack.grouped("checks").get(stay.booking_id, ()) if check.result in pack.final]
    if not pack.setting("vetting", "require_authorized_officer"):
        return found, found
    said = [officer_authorized(pack, check, 1)[0] for check in found]
    pairs = list(zip(found, said, strict=True))
    return [check for check, how in pairs if how == MET], [check for check, how in pairs if how != EXCEPTION]


def vetted_before_release(pack: Pack, stay: Row, k: int) -> Judged:
    """Was a final check completed before the release."""
    if stay.commitment not in pack.scope:
        return OUT, "commitment_out_of_scope", []
    (sure, possible), error = final_checks(pack, stay), k * pack.apart("checks")
    lo, hi = stay.released_at[:2]
    if any(completion(check)[1] + error < lo for check in sure):
        return MET, "before_release", []
    if any(completion(check)[0] - error < hi for check in possible):
        return UNDETERMINED, "", [stay.released_at, *(check.completed_at for check in possible)]
    some = pack.grouped("checks").get(stay.booking_id)
    reason = "after_release" if possible else "no_final_result" if some else "no_check"
    return wanting(absence(pack, "checks", stay.booking_id, stay.booked_at[0], hi), reason)


def hit_notified_before_release(pack: Pack, stay: Row, k: int) -> Judged:
    """Was ICE told of a hit before the release."""
    hits, sent = hits_of(pack, stay.booking_id), pack.grouped("notifications").get(stay.booking_id, ())
    (lo, hi), error = stay.released_at[:2], k * pack.apart("notifications")
    if any(notice.sent_at[1] + error < lo for notice in sent):
        return MET, "notice_before_release", []
    moments = [stay.released_at, *(hit.completed_at for hit in hits), *(notice.sent_at for notice in sent)]
    if any(notice.sent_at[0] - error < hi for notice in sent):
        return UNDETERMINED, "", moments
    why = absence(pack, "notifications", stay.booking_id, stay.booked_at[0], hi)
    if not why and not any(completion(hit)[1] + k * pack.apart("checks") < lo for hit in hits):
        return UNDETERMINED, "", moments
    return wanting(why, "after_release" if sent else "no_notice")


def notified_in_time(pack: Pack, stay: Row, k: int) -> Judged:
    """Was ICE told of a hit within the limit."""
    limit, error = pack.limit("notify_within"), k * pack.apart("notifications", "checks")
    hits = hits_of(pack, stay.booking_id)
    first, last = (min(completion(hit)[end] for hit in hits) for end in (0, 1))
    sent = [notice.sent_at for notice in pack.grouped("notifications").get(stay.booking_id, ())]
    if sent and min(moment[1] for moment in sent) + error - first <= limit:
        return MET, "notified_in_time", []
    if any(moment[0] - error - last <= limit for moment in sent):
        return UNDETERMINED, "", [*(hit.completed_at for hit in hits), *sent]
    why = absence(pack, "notifications", stay.booking_id, first, last + limit)
    return wanting(why, "notified_late" if sent else "no_notice")


def not_held_too_long(pack: Pack, stay: Row, k: int) -> Judged:
    """Was the person released within the limit once release was authorised, or held for another reason."""
    begun, ended, limit = stay.release_authorized_at, stay.released_at, pack.limit("release_within")
    if begun is None:
        return UNDETERMINED, "authorization_time_missing", []
    if ended[1] - begun[0] <= limit:
        return MET, "released_in_time", []
    error = k * pack.apart("holds")
    others = [hold for hold in pack.grouped("holds").get(stay.booking_id, ()) if hold.kind in OTHER_HOLDS]
    sure = merge((hold.placed_at[1] + error, (hold.lifted_at or (INF,))[0] - error) for hold in others)
    if contains(sure, begun[0] + limit + 1, ended[1]):
        return MET, "covered_by_hold", []
    possible = merge(hold_span(hold, error) for hold in others)
    if ended[0] - begun[1] <= limit or contains(possible, begun[1] + limit + 1, ended[0]):
        return UNDETERMINED, "", [begun, ended, *(hold.placed_at for hold in others)]
    spans = [hold_span(hold, error) for hold in ice_holds(pack, stay)]
    reason = "ice_hold_only" if any(lo <= ended[1] and hi >= begun[0] for lo, hi in spans) else "late_release"
    return wanting(absence(pack, "holds", stay.booking_id, begun[0], ended[1]), reason)


def hold_span(hold: Row, error: float) -> Span:
    """Give the longest time a hold may have been in force."""
    return hold.placed_at[0] - error, (hold.lifted_at[1] + error if hold.lifted_at else INF)


def check_in_scope(pack: Pack, check: Row, k: int) -> Judged:
    """Was the person checked one whom the policy has checked."""
    stay, moment = pack.stay(check.booking_id), moment_of(check) or (-INF, INF, 0, 0)
    if stay is None:
        return wanting(absence(pack, "bookings", check.booking_id, *moment[:2]), "no_booking")
    if stay.commitment not in pack.scope:
        return EXCEPTION, "commitment_out_of_scope", []
    committed, error = stay.committed_at or (-INF, INF), k * pack.apart("checks")
    if not pack.setting("scope", "check_after_commitment") or committed[1] + error <= moment[0]:
        return MET, "in_scope", []
    if moment[1] + error < committed[0]:
        return EXCEPTION, "before_commitment", []
    return UNDETERMINED, "", [moment, stay.committed_at]


def officer_authorized(pack: Pack, check: Row, _: int) -> Judged:
    """Was the officer who checked authorised; whole days, without clock error."""
    moment, officer = moment_of(check), check.officer_id
    if not officer:
        return UNDETERMINED, "officer_missing", []
    if moment is None:
        return UNDETERMINED, "time_missing", []
    (lo, hi), (sure, possible) = moment[:2], pack.authority(officer)
    if contains(sure, lo, hi):
        return MET, "authorized", []
    if any(start <= hi and lo <= end for start, end in possible):
        return UNDETERMINED, "", [moment]
    declared = pack.declared.get("authorizations", [(-INF, INF)])
    outside = "authorizations" not in pack.rows or not contains(declared, lo, hi)
    why = "not_covered" if outside else ""
    if officer in pack.unreadable["authorizations"]:
        why = "record_unreadable"
    named = officer in pack.grouped("authorizations", "officer_id")
    return wanting(why, "outside_authorization" if named else "no_authorization")


def months_before(day: int, months: int) -> int:
    """Give the day that many calendar months earlier."""
    then = date.fromordinal(day)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(then.day, last)).toordinal()


def training_current(pack: Pack, check: Row, _: int) -> Judged:
    """Had the officer who checked passed the basic course, and refreshed it as the policy asks."""
    officer, moment, every = check.officer_id, check.completed_at or check.requested_at, pack.refresher
    own = [row for row in pack.grouped("training", "officer_id").get(officer, ()) if row.completed_on[2] <= moment[2]]
    before = [row for row in own if row.completed_on[2] < moment[2]]
    basic = [row for row in own if row.course == "basic" and (not row.exam_passed or is_true(row.exam_passed))]
    since = months_before(moment[2], every) if every else 0
    passed = any(row.course == "basic" and is_true(row.exam_passed) for row in before)
    if not officer:
        return UNDETERMINED, "officer_missing", []
    if passed and (not every or any(row.completed_on[2] >= since for row in before)):
        return MET, "trained", []
    named = officer in pack.grouped("training", "officer_id")
    known = named and contains(pack.declared.get("training", [(-INF, INF)]), *moment[:2])
    why = "record_unreadable" if officer in pack.unreadable["training"] else "" if known else "not_covered"
    if not basic:
        return wanting(why, "no_basic_course")
    if every and not any(row.completed_on[2] >= since for row in own):
        return wanting(why, "refresher_overdue")
    unsaid = not passed and any(row in before for row in basic)
    return UNDETERMINED, "exam_not_recorded" if unsaid else "precision", []


def weekend(pack: Pack, lo: float, hi: float) -> float:
    """Give how much of [lo, hi] is Saturday or Sunday, local time."""
    first, last = ((EPOCH + timedelta(microseconds=at)).toordinal() for at in (lo, max(lo, hi)))
    days = (date.fromordinal(day) for day in range(first - 1, last + 2))
    spans = (pack.clock.whole_day(day) for day in days if day.weekday() >= 5)
    return sum(max(0, min(hi, span[1] + 1) - max(lo, span[0])) for span in spans)


def within(pack: Pack, log: str, begun: Moment, ended: Moment | None, limit: float, weekdays: bool = False) -> Judged:
    """Judge whether one record's second time follows its first within the limit."""

    def passed(lo: float, hi: float) -> float:
        return hi - lo - (weekend(pack, lo, hi) if weekdays else 0)

    if ended is None:
        last = begun[1] + limit
        while passed(begun[1], last) < limit:
            last += limit - passed(begun[1], last)
        return wanting("" if pack.covers(log, begun[0], last) else "not_covered", "not_recorded")
    if passed(begun[0], ended[1]) <= limit:
        return MET, "in_time", []
    return (EXCEPTION, "late", []) if passed(begun[1], ended[0]) > limit else (UNDETERMINED, "", [begun, ended])


def claim_reported_in_time(pack: Pack, row: Row, _: int) -> Judged:
    """Was a claim of citizenship reported within the limit."""
    return within(pack, "claims", row.raised_at, row.reported_at, pack.limit("claim_within"))


def complaint_forwarded(pack: Pack, row: Row, _: int) -> Judged:
    """Was a complaint forwarded within the limit, weekends not counted."""
    return within(pack, "complaints", row.received_at, row.forwarded_at, pack.limit("complaint_within"), weekdays=True)


def interpreter_asked(_: Pack, row: Row, __: int) -> Judged:
    """Was it recorded that the person was asked about an interpreter."""
    return (MET, "asked", []) if row.interpreter_question else (EXCEPTION, "not_recorded", [])


def pickup_has_notice(pack: Pack, stay: Row, k: int) -> Judged:
    """Did a notice or an ICE hold precede a release to ICE."""
    (lo, hi), sent = stay.released_at[:2], pack.grouped("notifications").get(stay.booking_id, ())
    signs = [(notice.sent_at, k * pack.apart("notifications")) for notice in sent]
    signs += [(hold.placed_at, k * pack.apart("holds")) for hold in ice_holds(pack, stay)]
    if any(moment[1] + error < lo for moment, error in signs):
        return MET, "notice_before_release", []
    if any(moment[0] - error < hi for moment, error in signs):
        return UNDETERMINED, "", [stay.released_at, *(moment for moment, _ in signs)]
    why = [absence(pack, log, stay.booking_id, stay.booked_at[0], hi) for log in ("notifications", "holds")]
    return wanting(why[0] or why[1], "no_notice")


def recorded_before_release(pack: Pack, stay: Row, k: int) -> Judged:
    """Was a deciding check also written down before the release."""
    (lo, hi), apart = stay.released_at[:2], pack.apart("checks")
    written = [check.recorded_at for check in final_checks(pack, stay)[0] if completion(check)[1] + apart < lo]
    if any(moment and moment[1] + k * apart < lo for moment in written):
        return MET, "recorded_before_release", []
    if all(moment and moment[0] - k * apart > hi for moment in written):
        return EXCEPTION, "recorded_after_release", []
    return UNDETERMINED, "", [stay.released_at, *written]


def custody_not_rewritten(pack: Pack, stay: Row, k: int) -> Judged:
    """Did an ICE hold begin in the minute in which custody ended, nobody having moved."""
    (lo, hi), error, moved = stay.released_at[:2], k * pack.apart("holds"), k * pack.apart("movements")
    since, holds = (stay.release_authorized_at or stay.booked_at)[0], ice_holds(pack, stay)
    starts = [moment for hold in holds for moment in (hold.placed_at, hold.served_at) if moment]
    if any(moment[0] - error <= hi and moment[1] + error >= lo for moment in starts):
        went = [row.out_at for row in pack.grouped("movements").get(stay.booking_id, ())]
        if any(moment[0] - moved <= hi and moment[1] + moved >= since for moment in went):
            return UNDETERMINED, "movement_recorded", []
        return wanting(absence(pack, "movements", stay.booking_id, since, hi), "same_minute")
    placed = [hold.placed_at for hold in holds]
    if placed and all(at[1] + error + HOUR < lo or at[0] - error > hi + HOUR for at in placed):
        return MET, "hold_apart", []
    return UNDETERMINED, "" if placed else "no_ice_hold", [stay.released_at, *placed]


def acts(pack: Pack) -> Iterator[Row]:
    """Give the acts in the period as item, kind and local day."""
    found = [(f"check:{check.check_id}", "check", moment_of(check)) for check in pack.of("checks")]
    found += [(f"notification:{row.notification_id}", "notification", row.sent_at) for row in pack.of("notifications")]
    found += [(f"hold:{row.hold_id}", "ice_hold", row.placed_at) for row in pack.of("holds") if row.kind in ICE]
    for item, kind, moment in found:
        if moment and pack.in_period(moment):
            yield item, kind, date.fromordinal(moment[2]).isoformat()


def permitted_by_law(pack: Pack, act: Row, _: int) -> Judged:
    """Did every regime in force that day permit the act."""
    against = [
        f"{regime.get('name', '')} ({regime.get('status', 'in force')})"
        for regime in pack.policy.get("regimes", [])
        if act[1] in regime.get("forbids", [])
        and str(regime.get("from", "")) <= act[2] <= str(regime.get("to", "9999-12-31"))
    ]
    return (EXCEPTION, "; ".join(against), []) if against else (MET, "permitted", [])


def rows_in_period(log: str, column: str) -> Callable[[Pack], Iterator[Row]]:
    """Make the population of a log's rows whose time is in the period."""
    return lambda pack: (row for row in pack.of(log) if pack.in_period(getattr(row, column)))


CONTROLS: dict[str, tuple[tuple[str, ...], Callable[[Pack], Iterator[Row]], Callable[[Pack, Row, int], Judged]]] = {
    "vetted_before_release": (("bookings", "checks"), released, vetted_before_release),
    "hit_notified_before_release": (CORE, released_with_hit, hit_notified_before_release),
    "notified_in_time": (CORE, hit_in_period, notified_in_time),
    "not_held_too_long": (("bookings",), released, not_held_too_long),
    "check_in_scope": (("bookings", "checks"), checked, check_in_scope),
    "officer_authorized": (("checks", "authorizations"), checked, officer_authorized),
    "training_current": (("checks", "training"), checked, training_current),
    "claim_reported_in_time": (("claims",), rows_in_period("claims", "raised_at"), claim_reported_in_time),
    "interpreter_asked": (("interviews",), rows_in_period("interviews", "held_at"), interpreter_asked),
    "complaint_forwarded": (("complaints",), rows_in_period("complaints", "received_at"), complaint_forwarded),
    "pickup_has_notice": (("bookings", "notifications"), pickups, pickup_has_notice),
    "recorded_before_release": (("bookings", "checks"), found_vetted, recorded_before_release),
    "custody_not_rewritten": (("bookings", "holds"), pickups, custody_not_rewritten),
    "permitted_by_law": (("checks",), acts, permitted_by_law),
}
NAMED_REASONS = set(list(CONTROLS)[:6])  # the controls whose reason codes are agreed, and so are compared


def decide_control(pack: Pack, control: str) -> dict[str, Verdict]:
    """Give one control's outcomes by item; none if a log it needs is absent."""
    needs, population, judge = CONTROLS[control]
    said: dict[str, Verdict] = {}
    alike: dict[Verdict, Verdict] = {("", ""): (OUT, "not_released")}
    if all(log in pack.rows for log in needs):
        ends = pack.kept if population in (released, released_with_hit, pickups) else set()
        for item in population(pack):
            out = bool(ends) and item.release_reason in ends
            verdict = alike["", ""] if out else settle(judge, pack, item)
            said[item[0]] = alike.setdefault(verdict, verdict)
    return said


def decide(pack: Pack) -> dict[tuple[str, str], Verdict]:
    """Give the outcome and reason of every item of every control that can be tested."""
    return {(control, item): said for control in CONTROLS for item, said in decide_control(pack, control).items()}


# The legs.


def state(tested: bool, faults: bool) -> str:
    """Say a leg's state."""
    return (FAILS if faults else HOLDS) if tested else NOT_TESTED


def legs(pack: Pack) -> dict[str, str]:
    """Give the state of every completeness leg."""
    checks, notices, stays = pack.of("checks"), pack.of("notifications"), pack.rows.get("bookings", {})
    some = any(pack.rows.get(log) for log in CORE)
    unknown = any(check.booking_id not in stays for check in checks)
    for notice in notices:
        unlinked = notice.check_id and notice.check_id not in pack.rows.get("checks", {})
        unknown = unknown or bool(unlinked) or notice.booking_id not in stays
    core = [log for log in CORE if not contains(pack.declared.get(log, []), pack.start, pack.end)]
    return {
        "fields_complete": state(some or bool(pack.broken & set(CORE)), not_filled(pack)),
        "no_duplicates": state(any(pack.rows.values()), bool(pack.unequal)),
        "links_resolve": state("bookings" in pack.rows and (bool(checks) or bool(notices)), unknown),
        "events_in_order": state(some, out_of_order(pack)),
        "stays_do_not_overlap": state(bool(stays), overlap(pack)),
        "logs_cover_period": state(bool(pack.rows.get("deliveries")), bool(core)),
        "deliveries_match": state(bool(pack.rows.get("deliveries")), mismatch(pack)),
        "booking_numbers_continuous": numbers(pack),
        "census_reconciles": census(pack),
        "daily_record_agrees": daily(pack),
        "no_silent_time": silence(pack),
        "recorded_promptly": promptly(pack),
    }


def not_filled(pack: Pack) -> bool:
    """Tell whether a core log has a quarantined row or an empty required field."""
    for log in CORE:
        needed = itemgetter(*(i for i, column in enumerate(LAYOUT[log][1]) if "*" in column))
        if any(not all(needed(row)) for row in pack.of(log)):
            return True
    return bool(pack.broken & set(CORE))


def out_of_order(pack: Pack) -> bool:
    """Tell whether an event surely precedes what it follows, lies after its log's coverage, or in a skipped hour."""
    pairs = [("booked_at", "committed_at"), ("release_authorized_at", "released_at"), ("booked_at", "released_at")]
    for log, wanted in {"bookings": pairs, "checks": [("requested_at", "completed_at")]}.items():
        fields = ROWS[log]._fields
        places = [(fields.index(first), fields.index(second)) for first, second in wanted]
        for row in pack.of(log):
            for i, k in places:
                first, second = unpacked(row[i]), unpacked(row[k])
                if first and second and first[0] > second[1]:
                    return True
    for log, (_, columns) in LAYOUT.items():
        end = pack.declared[log][-1][1] if log in pack.declared else INF
        at = [(i, column.startswith("recorded_at")) for i, column in enumerate(columns) if column[-1] == "@"]
        for row in pack.of(log) if log != "deliveries" else ():
            for i, written in at:
                moment = unpacked(row[i])
                if moment and (moment[3] == SKIPPED or (moment[0] > end and not written)):
                    return True
    return False


def overlap(pack: Pack) -> bool:
    """Tell whether a person surely was in two stays at once; a stay without a release goes on."""
    by_person = itemgetter(ROWS["bookings"]._fields.index("person_id"))
    for _, own in itertools.groupby(sorted(pack.of("bookings"), key=by_person), key=by_person):
        stays = list(own)
        spans = [(stay.booked_at[1], stay.released_at[0] if stay.released_at else INF) for stay in stays if stays[1:]]
        latest = -INF
        for lo, hi in sorted(spans):
            if hi > lo:
                if latest > lo:
                    return True
                latest = max(latest, hi)
    return False


def mismatch(pack: Pack) -> bool:
    """Tell whether a manifest row and a file delivered do not belong together."""
    came: dict[str, list[dict[str, str]]] = defaultdict(list)
    for found in pack.delivered:
        if found["log"] != "deliveries" and not is_true(found["repeated"]):
            came[found["log"]].append(found)
    with_row: set[int] = set()
    for row in pack.of("deliveries"):
        sha = row.sha256.lower()
        alike = [f for f in came[row.log] if base_name(f["file"]) == base_name(row.file) or f["sha256"].lower() == sha]
        with_row |= {id(found) for found in alike}
        if row.log != "deliveries" and not any(
            int(found["received"]) == int(float(row.rows)) and sha in ("", found["sha256"].lower()) for found in alike
        ):
            return True
    return any(id(found) not in with_row for files in came.values() for found in files)


def numbers(pack: Pack) -> str:
    """Say whether the booking numbers run on, a facility at a time."""
    runs: dict[str, list[int]] = defaultdict(list)
    fillers: dict[str, set[int]] = defaultdict(set)
    missing = False
    for row in itertools.chain(pack.of("bookings"), pack.voids):
        if not re.fullmatch(r"\d+", row.sequence_no):
            missing = missing or not is_true(row.void) or bool(row.sequence_no)
        elif is_true(row.void):
            fillers[row.facility_id].add(int(row.sequence_no))
        else:
            runs[row.facility_id].append(int(row.sequence_no))
    faults = missing
    for facility in {*runs, *fillers}:
        filled = set(runs[facility])
        faults = faults or len(filled) != len(runs[facility])
        filled |= fillers[facility]
        faults = faults or max(filled) - min(filled) + 1 != len(filled)
    return state(bool(runs or fillers), faults)


def census(pack: Pack) -> str:
    """Say whether each head count follows from the one before, and whether the counts reach both ends of the period."""
    counts: dict[str, list[Row]] = defaultdict(list)
    for row in pack.of("census"):
        counts[row.facility_id].append(row)
    if not counts or "bookings" not in pack.rows:
        return NOT_TESTED
    stays, moves = pack.apart("census"), pack.apart("census", "movements")
    events: dict[str, list[tuple[Moment, int, float]]] = defaultdict(list)
    for stay in pack.of("bookings"):
        events[stay.facility_id] += [(stay.booked_at, 1, stays)]
        if stay.released_at:
            events[stay.facility_id] += [(stay.released_at, -1, stays)]
    for row in pack.of("movements"):
        owner = pack.stay(row.booking_id)
        if owner:
            events[owner.facility_id] += [(m, sign, moves) for m, sign in ((row.out_at, -1), (row.in_at, 1)) if m]
    for facility in events:
        own = counts.get(facility, [])
        near = any(row.counted_at[0] <= pack.start + DAY for row in own)
        if not near or not any(row.counted_at[1] >= pack.end - DAY for row in own):
            return FAILS
    for facility, own in counts.items():
        own.sort(key=lambda row: row.counted_at[:2])
        ends = list(itertools.accumulate((row.counted_at[1] for row in own), max))
        least, most = [0] * len(own), [0] * len(own)  # the change up to this count from the one before
        for moment, sign, error in events[facility]:
            at = max(1, bisect_left(ends, moment[0] - error))
            while at < len(own) and own[at - 1].counted_at[0] - error <= moment[1]:
                before, after = own[at - 1].counted_at, own[at].counted_at
                sure = before[1] + error < moment[0] and moment[1] <= after[0] - error
                least[at] += sign if sure else min(sign, 0)
                most[at] += sign if sure else max(sign, 0)
                at += 1
        for at in range(1, len(own)):
            if not least[at] <= int(own[at].headcount) - int(own[at - 1].headcount) <= most[at]:
                return FAILS
    return state(any(len(own) > 1 for own in counts.values()), False)


def daily(pack: Pack) -> str:
    """Say whether stays and the daily record name each other with the same dates."""
    stays, record = pack.rows.get("bookings", {}), pack.rows.get("daily_record", {})
    if not record or "bookings" not in pack.rows:
        return NOT_TESTED
    faults = stays.keys() != record.keys()
    for booking_id, row in record.items() if not faults else ():
        stay = stays[booking_id]
        out, left = stay.released_at, row.discharged_on
        faults = faults or stay.booked_at[2] != row.entered_on[2] or (out and out[2]) != (left and left[2])
    return state(True, bool(faults))


def silence(pack: Pack) -> str:
    """Say whether a core log has a stretch without an event surely longer than the limit."""
    limit, tested, faults = pack.limit("max_silence"), False, False
    for log, names in (("bookings", ["booked_at"]), ("checks", CHECK_TIMES), ("notifications", ["sent_at"])):
        places = [ROWS[log]._fields.index(name) for name in names]
        found: set[int] = {next((row[i] for i in places if row[i] is not None), -1) for row in pack.of(log)}
        moments = sorted(found - {-1})
        tested = tested or len(moments) > 1
        latest = INF
        for moment in map(unpacked, moments):
            if moment:
                faults = faults or moment[0] - latest > limit
                latest = moment[1] if latest == INF else max(latest, moment[1])
    return state(tested, faults)


def promptly(pack: Pack) -> str:
    """Say whether every record was surely not written later than the limit after its event."""
    limit, tested, faults = pack.limit("record_within"), False, False
    for log, at in (("bookings", "booked_at"), ("checks", ""), ("notifications", "sent_at")):
        for row in pack.of(log):
            if row.recorded_at:
                event = getattr(row, at) if at else moment_of(row)
                tested = tested or event is not None
                faults = faults or (event is not None and row.recorded_at[0] - event[1] > limit)
    return state(tested, faults)


def claim(counts: Counter[str], states: dict[str, str], requires: list[str], one_of: list[str]) -> str:
    """Give the state of the claim from the headline control's counts and the legs."""
    if not counts[MET] + counts[EXCEPTION] + counts[UNDETERMINED]:
        return "nothing_to_test"
    if counts[EXCEPTION]:
        return "exceptions"
    complete = all(states.get(leg) == HOLDS for leg in requires)
    complete = complete and (not one_of or any(states.get(leg) == HOLDS for leg in one_of))
    return "demonstrated" if complete and not counts[UNDETERMINED] else "not_demonstrated"


# The comparison.


class Comparison:
    """What the engine says against what this file says."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[str] = []
        self.remarks: Counter[str] = Counter()
        self.counts: dict[str, Counter[str]] = {}

    def differ(self, what: str, item: str, engine: object, own: object) -> None:
        """Note a difference, if it is one."""
        if engine != own:
            self.differences.append(f"{what}: {item}: engine says {engine}, verifier says {own}")

    def outcomes(self, pack: Pack) -> None:
        """Compare every outcome, a control at a time."""
        left: dict[str, dict[str, Verdict]] = {}
        with (pack.path / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            pick = itemgetter(*map(next(reader).index, ("control", "item", "outcome", "reason")))
            for control, lines in itertools.groupby(map(pick, filter(None, reader)), key=itemgetter(0)):
                if control not in left:
                    left[control] = self._decide(pack, control)
                for _, item, outcome, reason in lines:
                    self.compared += 1
                    own = left[control].pop(item, None)
                    if own != (outcome, reason):
                        self._unlike(control, item, (outcome, reason), own)
        for control in CONTROLS:
            missing = left[control] if control in left else self._decide(pack, control)
            for item, said in missing.items():
                self.differ(control, item, "nothing", " ".join(said))

    def _decide(self, pack: Pack, control: str) -> dict[str, Verdict]:
        said = decide_control(pack, control) if control in CONTROLS else {}
        self.counts[control] = Counter(outcome for outcome, _ in said.values())
        return said

    def _unlike(self, control: str, item: str, engine: Verdict, own: Verdict | None) -> None:
        outcome, reason = engine
        told = control in NAMED_REASONS and outcome in (EXCEPTION, OUT)
        if own is not None and own[0] == outcome and not told:
            self.remarks[f"{control}: {outcome}: engine's reason {reason}, verifier's {own[1]}"] += 1
        else:
            self.differ(control, item, " ".join(engine), " ".join(own) if own else "nothing")

    def audit(self, pack: Pack, states: dict[str, str], claimed: str) -> None:
        """Compare the books, the legs and the claim with audit.json."""
        path = pack.path / "audit.json"
        if not path.is_file():
            self.differences.append("audit.json: it is missing")
            return
        audit = json.loads(path.read_text("utf-8"))
        for book in audit.get("controls", []):
            own = self.counts.get(book["id"], Counter())
            for kind in (MET, EXCEPTION, UNDETERMINED, OUT):
                self.differ("books", f"{book['id']} {kind}", book.get(kind, 0), own[kind])
            self.differ("books", f"{book['id']} population", book.get("population", 0), own.total())
        for leg in audit.get("legs", []):
            self.differ("leg", leg["id"], leg["state"], states.get(leg["id"], leg["state"]))
        self.differ("claim", "state", audit.get("claim", {}).get("state"), claimed)


def main(arguments: list[str]) -> int:
    """Verify the pack named on the command line and print what was found."""
    folder = Path(arguments[0]) if arguments else Path()
    folder = folder / "data" if (folder / "data").is_dir() else folder
    if len(arguments) != 1 or not (folder / "policy.toml").is_file():
        sys.stderr.write("usage: python3 -I verify.py PACK   (PACK is the folder of an evidence pack)\n")
        return 2
    gc.disable()  # millions of records, and no cycles among them
    csv.field_size_limit(2**31 - 1)
    say = sys.stdout.write
    pack, comparison = load(folder), Comparison()
    states = legs(pack)
    pack.rows.pop("daily_record", None)  # no control asks it
    comparison.outcomes(pack)
    counts = comparison.counts.get("vetted_before_release", Counter())
    claimed = claim(counts, states, pack.setting("claim", "requires"), pack.setting("claim", "requires_one_of"))
    comparison.audit(pack, states, claimed)
    for control in CONTROLS:
        own = comparison.counts[control]
        told = ", ".join(f"{own[kind]} {kind}" for kind in (MET, EXCEPTION, UNDETERMINED, OUT))
        say(f"{control}: {own.total()} items: {told}\n" if own else f"{control}: nothing to test\n")
    for leg, said in states.items():
        say(f"leg {leg}: {said}\n")
    say(f"claim: {claimed}\n")
    for remark, times in sorted(comparison.remarks.items()):
        say(f"remark: {remark} ({times})\n")
    say(f"{comparison.compared} outcomes compared, {len(comparison.differences)} differ\n")
    for difference in comparison.differences:
        say(f"differs: {difference}\n")
    return 5 if comparison.differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, StopIteration) as error:
        sys.stderr.write(f"the pack cannot be read: {type(error).__name__}: {error}\n")
        sys.exit(5)
