"""Makes a county that delivers month after month, as a county does, and knows what each edition's counts must be.

What happens in which month is written down, not drawn by chance. The answers come from what was delivered so far and
from the rules of the day, by minutes of the clock alone, and share no code with the program.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

FIRST_YEAR = 2016
LEAST_STAYS = 13
_MINUTE = timedelta(minutes=1)
_CORE = ("bookings", "checks", "notifications")
_COLUMNS = {
    "bookings": (
        *("booking_id", "person_id", "facility_id", "booked_at", "commitment", "sequence_no"),
        *("release_authorized_at", "released_at", "release_reason", "void"),
    ),
    "checks": ("check_id", "booking_id", "result", "requested_at", "completed_at", "officer_id"),
    "notifications": ("notification_id", "booking_id", "sent_at", "check_id"),
    "authorizations": ("officer_id", "authorized_from", "authorized_to"),
    "deliveries": ("log", "file", "covers_from", "covers_to", "rows", "sha256"),
}
_FINAL = {"clear", "wanted"}

# What happens in a month, by its number from 0; see `County.month`.
Plan = Mapping[int, Sequence[str]]
SAMPLE: Plan = {
    1: ("corrected", "lost"),
    2: ("withdrawn", "found"),
    3: ("late",),
    4: ("system", "code"),
    5: ("manifest", "mapped", "limit", "officers", "signed", "year"),
}


def decade(months: int) -> Plan:
    """Return what happens in so many months, year after year; the system changes in the fourth year."""
    plan: dict[int, list[str]] = {}
    for number in range(months):
        year, place = divmod(number, 12)
        happens = {
            0: ["system"] * (year == 3) + ["signed"] * (year == 5),
            1: ["corrected"],
            2: ["withdrawn"],
            3: ["late"],
            5: ["manifest"],
            6: ["lost"],
            8: ["found"],
            9: ["limit"] + ["code"] * (year > 2),
            10: ["mapped"] * (year > 2),
            11: ["officers"] * (year % 2) + ["year"],
        }
        plan[number] = happens.get(place, [])
    return plan


@dataclass(frozen=True)
class Stay:
    """A row of bookings."""

    number: int
    booked: datetime
    authorized: datetime | None
    released: datetime | None
    reason: str = "bail"
    commitment: str = "criminal_court"
    void: bool = False

    @property
    def id(self) -> str:
        """Its booking number."""
        return f"B{self.number}"


@dataclass(frozen=True)
class Check:
    """A row of checks."""

    stay: int
    result: str
    completed: datetime
    officer: str = "O1"

    @property
    def id(self) -> str:
        """Its number: a stay has one check at most."""
        return f"C{self.stay}"


@dataclass(frozen=True, kw_only=True)
class System:
    """How a jail's system writes its exports."""

    files: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time: str = "%Y-%m-%d %H:%M"
    delimiter: str = ","


_OLD = System(files={log: f"{log}_" for log in _CORE})
_NEW = System(
    files={"bookings": "BookingExport_", "checks": "CheckLog_", "notifications": "NoticeLog_"},
    names={
        "bookings": {
            "booking_id": "BookNo",
            "person_id": "PersonID",
            "facility_id": "Fac",
            "booked_at": "BookDt",
            "commitment": "CommitType",
            "sequence_no": "SeqNo",
            "release_authorized_at": "RelAuthDt",
            "released_at": "RelDt",
            "release_reason": "RelReason",
            "void": "Voided",
        },
        "checks": {
            "check_id": "CheckNo",
            "booking_id": "BookNo",
            "result": "Answer",
            "requested_at": "Asked",
            "completed_at": "Answered",
            "officer_id": "Officer",
        },
        "notifications": {"notification_id": "NoticeNo", "booking_id": "BookNo", "sent_at": "Sent", "check_id": "Chk"},
    },
    codes={
        "commitment": {"CC": "criminal_court"},
        "result": {"NEG": "clear", "HIT": "wanted", "PEND": "pending", "WDR": "withdrawn"},
    },
    time="%m/%d/%Y %H:%M",
    delimiter=";",
)


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a month brings: the periods to run, its own first."""

    label: str
    runs: tuple[str, ...]
    is_signed: bool


@dataclass
class County:
    """One audit folder, and what was delivered to it so far."""

    folder: Path
    stays_a_month: int
    plan: Plan
    stays: dict[int, Stay] = field(default_factory=dict)
    checks: dict[int, Check] = field(default_factory=dict)
    covers: dict[str, tuple[date, date]] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    early: int = 0  # minutes before the booking from which on a check counts
    asks_officer: bool = False
    is_signed: bool = False
    system_changed: int | None = None  # the month's number
    known_codes: dict[str, str] = field(default_factory=dict)
    odd_code: str = ""  # a code of the desk that the policy does not map yet
    lost: list[tuple[int, list[Check]]] = field(default_factory=list)  # of which months, and what stood in the files
    late: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the folder."""
        if self.stays_a_month < LEAST_STAYS:
            raise ValueError(f"{LEAST_STAYS} stays a month are the fewest in which all of it can happen.")
        (self.folder / "inbox").mkdir(parents=True)

    def month(self, number: int) -> Month:
        """Deliver what comes in a month, and change the policy if that is due."""
        happens = self.plan.get(number, ())
        self.happened.update(happens)
        runs = [number]
        if "system" in happens:
            self.system_changed = number
        if "limit" in happens:
            self.early = 30 - self.early
        if "officers" in happens:
            self.asks_officer = not self.asks_officer
        if "mapped" in happens:
            self.known_codes[self.odd_code], self.odd_code = "clear", ""
        if "code" in happens:
            self.odd_code = f"NEG{len(self.known_codes) + 2}"
        self.is_signed |= "signed" in happens
        (self.folder / "policy.toml").write_text(self._policy(), encoding="utf-8")
        if {"corrected", "withdrawn", "manifest", "limit", "officers", "mapped"} & {*happens}:
            runs.append(number - 1)
        if "late" in happens:
            self.late.append(number)
        else:
            while self.late:
                runs.append(self.late.pop())
                self._deliver(runs[-1])
            runs += self._deliver(number)
        periods = [label(one) for one in dict.fromkeys(runs)]
        if "year" in happens:
            periods.append(label(number)[:4])
        return Month(label=label(number), runs=tuple(periods), is_signed=self.is_signed)

    def answer(self, period: str) -> dict[str, int]:
        """Return what the counts of a month or a year must be, by what is on record now."""
        found = Counter(
            self._outcome(stay)
            for stay in self.stays.values()
            if stay.released and not stay.void and f"{stay.released:%Y-%m}".startswith(period)
        )
        return {one: found[one] for one in ("met", "exception", "undetermined", "out_of_scope")}

    def _outcome(self, stay: Stay) -> str:
        released = stay.released or datetime.max
        if stay.commitment != "criminal_court":
            return "out_of_scope"
        check = self.checks.get(stay.number)
        days = [stay.booked.date() + timedelta(days=n) for n in range((released.date() - stay.booked.date()).days + 1)]
        covered = all(any(first <= day <= last for first, last in self.covers.values()) for day in days)
        if check and check.result not in {*_FINAL, "pending", "withdrawn"}:
            is_final = self.known_codes.get(check.result) in _FINAL
            if not is_final:
                return "undetermined"
        else:
            is_final = check is not None and check.result in _FINAL
        if check and is_final and not (self.asks_officer and check.officer == "O9"):
            if check.completed < stay.booked - self.early * _MINUTE or check.completed == released:
                return "undetermined"
            if check.completed < released:
                return "met"
        return "exception" if covered else "undetermined"

    def _deliver(self, number: int) -> list[int]:
        """Put a month's files into inbox/ with their manifest; return which months are to be run again for it."""
        happens = self.plan.get(number, ())
        stays, checks = self._of(number)
        again: list[int] = []
        manifest: list[Sequence[object]] = []
        if "found" in happens:  # before this month's own file, which is taken in after it
            lost, found = self.lost.pop()
            manifest.append(self._checks(lost, found))
            again.append(lost)
        before = (number - 1) * self.stays_a_month
        if number:  # who was still in custody when the month before was delivered
            open_one = self.stays[number * self.stays_a_month]
            out = _first(number) + timedelta(hours=10)
            stays.append(replace(open_one, authorized=out - timedelta(hours=1), released=out))
        if "corrected" in happens:
            out = self.stays[before + 10].booked + timedelta(minutes=30)  # before the check was answered
            stays.append(
                replace(self.stays[before + 10], authorized=out - 9 * _MINUTE, released=out, reason="dismissed")
            )
        if "withdrawn" in happens:
            stays.append(replace(self.stays[before + 1], void=True))
            checks.append(replace(self.checks[before + 11], result="withdrawn"))
        notices = [
            (f"N{one.stay}", f"B{one.stay}", self._time(one.completed + 5 * _MINUTE, number), one.id)
            for one in checks
            if one.result == "wanted"
        ]
        manifest.append(self._file("bookings", [self._booking(stay, number) for stay in stays], number))
        manifest.append(self._file("notifications", notices, number))
        if "lost" in happens:
            self.lost.append((number, checks))
        else:
            manifest.append(self._checks(number, checks))
        self.stays |= {one.number: one for one in stays}
        if number % 12 == 0:
            manifest.append(self._file("authorizations", [(f"O{n}", *_days(number, 12)) for n in (1, 2)], number))
        if "manifest" in happens:
            manifest.append(self._shorter(number - 1))
        self._write("deliveries", [_COLUMNS["deliveries"], *manifest], number)
        return again

    def _of(self, number: int) -> tuple[list[Stay], list[Check]]:
        """Make a month's stays and their checks: what is planted depends on the month's number."""
        stays, checks = [], []
        first, count, turn = number * self.stays_a_month + 1, self.stays_a_month, number % 3
        for n in range(count):
            booked = _first(number) + timedelta(days=n * 26 // count, hours=8, minutes=3 * n)
            out = booked.replace(hour=20, minute=5)
            stay = Stay(first + n, booked, out - timedelta(hours=1), out)
            check = Check(first + n, "wanted" if n == 7 else "clear", booked + 40 * _MINUTE)
            if n == 6:
                stay = replace(stay, commitment="civil")
            elif n == 4:
                check = replace(check, officer="O9")
            elif n == 8 and self.odd_code and "code" in self.plan.get(number, ()):
                check = replace(check, result=self.odd_code)
            elif n == count - 1:
                stay = replace(stay, booked=_first(number + 1) - timedelta(hours=4), authorized=None, released=None)
                check = replace(check, completed=stay.booked + 40 * _MINUTE)
            elif turn == 1 and n == 1:
                check = replace(check, completed=out + timedelta(hours=2))
            elif turn == 1 and n == 3:
                check = replace(check, result="pending")
            elif turn == 2 and n == 2:
                check = replace(check, completed=out)
            elif turn == 2 and n == 5:
                check = replace(check, completed=booked - 20 * _MINUTE)
            stays.append(stay)
            if n != 6 and not (turn == 1 and n in (0, count - 2)):
                checks.append(check)
        return stays, checks

    def _shorter(self, number: int) -> Sequence[object]:
        """Say again of a month's checks, in the manifest: they are whole only up to the twentieth."""
        name = self._name("checks", number)
        first, _ = self.covers[name]
        self.covers[name] = (first, first.replace(day=20))
        content = (self.folder / "inbox" / name).read_bytes()
        rows = content.count(b"\n") - 1
        return ("checks", name, *self.covers[name], rows, hashlib.sha256(content).hexdigest())

    def _checks(self, number: int, checks: Sequence[Check]) -> Sequence[object]:
        """Deliver a month's checks; return their row of the manifest."""
        self.checks |= {one.stay: one for one in checks}
        self.covers[self._name("checks", number)] = _days(number)
        return self._file("checks", [self._check(check, number) for check in checks], number)

    def _name(self, log: str, number: int) -> str:
        return f"{self._system(number).files.get(log, f'{log}_')}{label(number)}.csv"

    def _file(self, log: str, rows: Sequence[Sequence[object]], number: int) -> Sequence[object]:
        """Write one file; return its row of the manifest."""
        names = self._system(number).names.get(log, {})
        header = [names.get(one, one) for one in _COLUMNS[log]]
        path = self._write(log, [header, *rows], number)
        days = _days(number, 12 if log == "authorizations" else 1)
        return (log, path.name, *days, len(rows), hashlib.sha256(path.read_bytes()).hexdigest())

    def _write(self, log: str, rows: Sequence[Sequence[object]], number: int) -> Path:
        path = self.folder / "inbox" / self._name(log, number)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=self._system(number).delimiter).writerows(rows)
        return path

    def _booking(self, stay: Stay, number: int) -> Sequence[object]:
        return (
            *(stay.id, f"P{stay.number}", "MAIN", self._time(stay.booked, number)),
            *(self._code("commitment", stay.commitment, number), stay.number),
            *(self._time(one, number) for one in (stay.authorized, stay.released)),
            self._code("release_reason", stay.reason, number) if stay.released else "",
            "true" if stay.void else "",
        )

    def _check(self, check: Check, number: int) -> Sequence[object]:
        times = (self._time(check.completed - 20 * _MINUTE, number), self._time(check.completed, number))
        return (check.id, f"B{check.stay}", self._code("result", check.result, number), *times, check.officer)

    def _system(self, number: int) -> System:
        return _OLD if self.system_changed is None or number < self.system_changed else _NEW

    def _time(self, moment: datetime | None, number: int) -> str:
        return f"{moment:{self._system(number).time}}" if moment else ""

    def _code(self, column: str, ours: str, number: int) -> str:
        theirs = self._system(number).codes.get(column, {})
        return next((code for code, meaning in theirs.items() if meaning == ours), ours)

    def _policy(self) -> str:
        return "\n".join(self._policy_lines()) + "\n"

    def _policy_lines(self) -> Iterator[str]:
        yield from ("[agency]", 'name = "Example County Sheriff\'s Office"', 'timezone = "America/New_York"', "")
        yield f'[limits]\ncheck_before_booking = "{self.early}m"\n'
        yield f"[vetting]\nrequire_authorized_officer = {str(self.asks_officer).lower()}"
        for log in ("authorizations", "deliveries"):
            yield f'\n[logs.{log}]\nfiles = "{log}_*.csv"'
        for log in _CORE:
            if self.system_changed is None:
                yield f'\n[logs.{log}]\nfiles = "{_OLD.files[log]}*.csv"'
                continue
            yield f'\n[[logs.{log}.layouts]]\nfiles = "{_OLD.files[log]}*.csv"'
            yield f'\n[[logs.{log}.layouts]]\nfiles = "{_NEW.files[log]}*.csv"\ntimestamp_format = "{_NEW.time}"'
            yield f"columns = {_table(_NEW.names[log])}"
            for column in [one for one in _COLUMNS[log] if one in _NEW.codes]:
                known = self.known_codes if column == "result" else {}
                yield f"values.{column} = {_table(_NEW.codes[column] | known)}"


def label(number: int) -> str:
    """Name a month, counted from 0."""
    return f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02d}"


def _first(number: int) -> datetime:
    return datetime.fromisoformat(f"{label(number)}-01")


def _days(number: int, months: int = 1) -> tuple[date, date]:
    """Return the first and last day of so many months."""
    return _first(number).date(), _first(number + months).date() - timedelta(days=1)


def _table(entries: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f'{key} = "{value}"' for key, value in entries.items()) + " }"
