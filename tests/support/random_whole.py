"""Small jails that pass every test of the records, except where up to three faults were put in: one jail a seed."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.support.jail import Jail

Rows = list[dict[str, str]]
Logs = dict[str, Rows]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST, DAYS = datetime(2026, 10, 1), 31
PERIOD = "2026-10"
# Minutes about a limit: of an hour, of a day, of the three days in which a record is to be written down.
NEAR = (*(sign * (limit + by) for limit in (0, 60, 1440, 4320) for by in (-1, 0, 1) for sign in (-1, 1)), 7, -7)
CORE = ("bookings", "checks", "notifications")
SETTINGS = '\n[limits]\nmax_silence = "{silence}"\nrecord_within = "{promptly}"\n'


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def moment(cell: str) -> datetime | None:
    return datetime.strptime(cell, "%Y-%m-%d %H:%M") if len(cell) == 16 else None


def whole(draw: random.Random, stays: int) -> Logs:
    """Return every log that a test of the records reads, without a contradiction."""
    logs: Logs = {log: [] for log in (*CORE, "daily_record", "census")}
    spans: list[tuple[str, datetime, datetime]] = []
    for n in range(1, stays + 1):
        booked = FIRST + draw.randrange(DAYS - 4) * DAY + draw.randrange(1440) * MINUTE
        released = booked + draw.choice((2 * HOUR, 9 * HOUR, 2 * DAY)) + draw.randrange(60) * MINUTE
        facility, checked = draw.choice(("MAIN", "ANNEX")), booked + HOUR
        spans.append((facility, booked, released))
        logs["bookings"].append(
            {
                "booking_id": f"B{n}",
                "person_id": f"P{n}",
                "facility_id": facility,
                "booked_at": text(booked),
                "commitment": "criminal_court",
                "sequence_no": str(sum(one[0] == facility for one in spans)),
                "void": "",
                "release_authorized_at": text(released - HOUR),
                "released_at": text(released),
                "release_reason": "bail",
                "recorded_at": text(released),
            }
        )
        result = draw.choice(("clear", "wanted"))
        check = {"check_id": f"C{n}", "booking_id": f"B{n}", "result": result, "requested_at": text(booked)}
        logs["checks"].append(
            {**check, "completed_at": text(checked), "officer_id": "O1", "recorded_at": text(checked)}
        )
        if result == "wanted" or n < 3:
            notice = {"notification_id": f"N{n}", "booking_id": f"B{n}", "sent_at": text(checked), "check_id": f"C{n}"}
            logs["notifications"].append({**notice, "recorded_at": text(checked)})
        days = {"entered_on": text(booked)[:10], "discharged_on": text(released)[:10]}
        logs["daily_record"].append({"booking_id": f"B{n}", **days})
    for facility in sorted({one[0] for one in spans}):
        for counted in (FIRST + MINUTE, FIRST + 15 * DAY + 7 * HOUR, FIRST + DAYS * DAY - MINUTE):
            here = sum(one == facility and booked < counted < released for one, booked, released in spans)
            row = {"facility_id": facility, "counted_at": text(counted), "headcount": str(here)}
            logs["census"].append(row)
    return logs


def _moved(draw: random.Random, logs: Logs) -> None:
    """A time stands some minutes from where it was, or is without its minutes, or no time."""
    row = draw.choice(logs[draw.choice([log for log in logs if logs[log]])])
    column = draw.choice([one for one in row if one.endswith(("_at", "_on"))])
    cell = row[column]
    if found := moment(cell):
        row[column] = draw.choice((*[text(found + draw.choice(NEAR) * MINUTE)] * 6, cell[:10], "soon", ""))
    elif cell:
        day = datetime.strptime(cell, "%Y-%m-%d")
        row[column] = draw.choice((text(day + DAY)[:10], text(day - DAY)[:10], "", "2026-10-99"))


def _beside_another(draw: random.Random, logs: Logs) -> None:
    """A time of one row stands at, or a minute from, that of another."""
    log, other = (draw.choice([one for one in logs if logs[one]]) for _ in range(2))
    row, beside = draw.choice(logs[log]), draw.choice(logs[other])
    times = [one for one in row if one.endswith("_at")], [one for one in beside if one.endswith("_at")]
    if all(times) and (found := moment(beside[draw.choice(times[1])])):
        row[draw.choice(times[0])] = text(found + draw.choice((-1, 0, 0, 1)) * MINUTE)


def _lost(draw: random.Random, logs: Logs) -> None:
    rows = logs[draw.choice([log for log in logs if logs[log]])]
    rows.remove(draw.choice(rows))


def _twice(draw: random.Random, logs: Logs) -> None:
    """A row stands twice, at times with another number or another value."""
    rows = logs[draw.choice([log for log in logs if logs[log]])]
    again = dict(draw.choice(rows))
    column = draw.choice(list(again))
    again[column] = draw.choice((again[column], draw.choice(rows)[column], "9", ""))
    rows.append(again)


def _another_value(draw: random.Random, logs: Logs) -> None:
    """A cell has another row's value, none, or one that cannot be read."""
    rows = logs[draw.choice([log for log in logs if logs[log]])]
    row = draw.choice(rows)
    column = draw.choice(list(row))
    row[column] = draw.choice((draw.choice(rows)[column], draw.choice(rows)[column], "", "X1"))


def _void(draw: random.Random, logs: Logs) -> None:
    if logs["bookings"]:
        row = draw.choice(logs["bookings"])
        row["void"] = draw.choice(("yes", "yes", "no", "?"))
        row["booking_id"] = draw.choice((row["booking_id"], row["booking_id"], ""))


def _counted(draw: random.Random, logs: Logs) -> None:
    """A head count is one off, or taken at, or beside, an admission or a release."""
    if not (logs["census"] and logs["bookings"]):
        return
    count, stay = draw.choice(logs["census"]), draw.choice(logs["bookings"])
    found = moment(stay[draw.choice(("booked_at", "released_at"))])
    if draw.random() < 0.5 and count["headcount"].isdigit():
        count["headcount"] = str(max(0, int(count["headcount"]) + draw.choice((-1, 1))))
    elif found:
        count["counted_at"] = text(found + draw.choice((-1, 0, 1)) * MINUTE)


HARMS: tuple[Callable[[random.Random, Logs], None], ...] = (
    *(_moved, _moved, _beside_another, _lost, _twice, _another_value, _void, _counted),
)


def county(seed: int, jail: Jail) -> Jail:
    """Deliver a jail with up to three things wrong, with a manifest that is right, short, or of other files."""
    draw = random.Random(seed)
    logs = whole(draw, draw.choice((3, 6, 12)))
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        draw.choice(HARMS)(draw, logs)
    limits = {"silence": draw.choice(("2d", "10d", "40d")), "promptly": draw.choice(("72h", "72h", "24h"))}
    jail.extra += SETTINGS.format(**limits)
    for log, rows in logs.items():
        for file, part in _parts(draw, log, rows):
            jail.deliver(log, "\n".join("|".join(line) for line in part), file)
    _manifest(draw, jail)
    return jail


def _parts(draw: random.Random, log: str, rows: Rows) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the files of a log: one, or a second with the last rows and, at times, one that is delivered again."""
    if not rows:
        return
    head = list(rows[0])
    cut = len(rows) - draw.choice((0, 0, 1, 2))
    yield f"{log}.csv", [head, *([row.get(column, "") for column in head] for row in rows[:cut])]
    later = rows[cut:]
    if later:
        again = [dict(draw.choice(rows))] if draw.random() < 0.3 else []
        yield f"{log}_2.csv", [head, *([row.get(column, "") for column in head] for row in (*later, *again))]


def _manifest(draw: random.Random, jail: Jail) -> None:
    kind = draw.randrange(8)
    if kind == 0:
        return
    first, last = ("2026-10-02", "2026-10-31") if kind == 1 else ("2026-10-01", "2026-10-31")
    jail.manifest(first, "2026-10-29" if kind == 2 else last)
    path = jail.folder / "inbox" / "deliveries.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = draw.randrange(1, len(lines))
    if kind == 3:
        lines.pop(at)
    elif kind == 4:
        log, file, begins, ends, rows, digest = lines[at].split(",")
        lines[at] = ",".join([log, file, begins, ends, str(int(rows) + draw.choice((-1, 1))), digest])
    elif kind == 5:
        lines[at] = lines[at][:-3] + "000"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
