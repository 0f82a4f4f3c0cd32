"""Adds to a random county what a real one has besides: numbers written otherwise, unreadable rows, head counts.

It draws apart from `random_jail`, so that what that draws for a seed stays as it is.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

Row = dict[str, str]
Files = dict[tuple[str, int], list[Row]]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LINKED = ("checks", "notifications", "holds", "movements", "claims", "interviews")
LOOSE = ("claims", "complaints", "interviews", "movements", "holds", "notifications", "checks", "bookings")
TIMES = {  # those that may be written to the microsecond
    "bookings": ("booked_at", "release_authorized_at", "released_at", "recorded_at"),
    "checks": ("requested_at", "completed_at", "recorded_at"),
    "notifications": ("sent_at",),
    "holds": ("placed_at", "lifted_at", "served_at"),
    "movements": ("out_at", "in_at"),
    "claims": ("raised_at", "reported_at"),
    "complaints": ("received_at", "forwarded_at"),
    "census": ("counted_at",),
}
LARGE = 880000000000
HALVES = {  # what may stand in files of its own, joined to the stays: its columns, by file
    "releases": ("released_at", "release_reason"),
    "orders": ("release_authorized_at",),
    "commitments": ("committed_at",),
}
DIGEST = "of the file"  # in place of a digest, which is known when the files are written
UNREADABLE = ("soon", "32/13/2026", "2026-11-01 25:61")


def added(files: Files, policy: str, day: datetime, draw: random.Random) -> tuple[Files, str]:
    """Return the rows and the policy of a county with all of it; each is put in where the dice say so."""
    found = {key: [dict(row) for row in rows] for key, rows in files.items()}
    for add in (
        _large_numbers,
        _near_numbers,
        _unreadable_again,
        _two_facilities,
        _daily_record,
        _head_counts,
        _instants,
        _written_before_asked,
    ):
        add(found, day, draw)
    rules = _settings(policy, day, draw)
    for log in ("daily_record", "census"):
        if (log, 1) in found:
            rules += f'\n[logs.{log}]\nfiles = "{log}*.csv"\nsystem = "{draw.choice(("jms", "cbs", "fax"))}"\n'
    rules += _halves(found, draw)
    _manifest(found, day, draw)
    return found, rules


def _of(files: Files, *logs: str) -> Iterator[Row]:
    for (log, _), rows in files.items():
        if log in logs:
            yield from rows


def _large_numbers(files: Files, day: datetime, draw: random.Random) -> None:
    """Some stays have long numbers, and in some records of them a program has written these as 8.8E+11."""
    large = {row["booking_id"]: str(LARGE + 41 * n) for n, row in enumerate(_of(files, "bookings")) if n % 50 == 0}
    for rows in files.values():
        for row in rows:
            if row.get("booking_id") in large:
                row["booking_id"] = large[row["booking_id"]]
                if "person_id" not in row and draw.random() < 0.1:
                    row["booking_id"] = f"{int(row['booking_id']):.{draw.choice((8, 9, 10))}E}"


def _near_numbers(files: Files, day: datetime, draw: random.Random) -> None:
    """Some records nearly name their stay."""
    for row in _of(files, *LINKED):
        if row["booking_id"].startswith("B") and draw.random() < 0.02:
            row["booking_id"] = draw.choice(("b{}", "B-{}", "B{}.0", "b{}.", "B{}0")).format(row["booking_id"][1:])


def _unreadable_again(files: Files, day: datetime, draw: random.Random) -> None:
    """Some rows come again later and cannot be read; of these, some are brought right by a file that comes after."""
    for log in LOOSE:
        for row in files.get((log, 1), ()):
            if draw.random() < 0.03:
                again = dict(row)
                times = [name for name in row if name.endswith("_at")]
                filled = [name for name in times if row[name] or draw.random() < 0.5]
                again[draw.choice(filled or times)] = draw.choice(UNREADABLE)
                files.setdefault((log, 2), []).append(again)
                if draw.random() < 0.25:
                    files.setdefault((log, 3), []).append(dict(row))
    for log, column in (("authorizations", "authorized_to"), ("training", "exam_passed")):
        for row in files.get((log, 1), ()):
            if draw.random() < 0.1:
                files.setdefault((log, 2), []).append({**row, column: "who knows"})


def _two_facilities(files: Files, day: datetime, draw: random.Random) -> None:
    """Stays are of two facilities, numbered in each; the hour of writing down stands in two logs more."""
    counts = Counter[str]()
    for row in _of(files, "bookings"):
        row["facility_id"] = "ANNEX" if row["booking_id"][-1] in "37" else "MAIN"
        counts[row["facility_id"]] += draw.choice((*(1,) * 40, 0, 2))
        row["sequence_no"] = "" if draw.random() < 0.01 else str(counts[row["facility_id"]])
    for log, column in (("bookings", "booked_at"), ("notifications", "sent_at")):
        for row in _of(files, log):
            late = draw.choice((0, 1, 59, 60, 61, 1439, 1440, 1441, 3000)) * MINUTE
            at = _moment(row[column])
            row["recorded_at"] = _text(at + late) if at and draw.random() < 0.7 else ""
    checks = [row["check_id"] for row in _of(files, "checks")]
    for row in _of(files, "notifications"):
        if draw.random() < 0.3:
            row["check_id"] = draw.choice((draw.choice(checks), "C-unknown") if draw.random() < 0.2 else checks)


def _daily_record(files: Files, day: datetime, draw: random.Random) -> None:
    """The public list of each day has most stays, some with another day, and some that are not there."""
    if draw.random() < 0.2:
        return
    for row in list(_of(files, "bookings")):
        entered, gone = row["booked_at"][:10], row["released_at"][:10]
        if draw.random() < 0.03:
            continue
        if draw.random() < 0.05 and (at := _moment(f"{entered} 00:00")):
            entered = _text(at + draw.choice((-1, 1)) * DAY)[:10]
        if draw.random() < 0.05 and (at := _moment(f"{gone} 00:00")):
            gone = draw.choice(("", _text(at + draw.choice((-1, 1)) * DAY)[:10]))
        name = row["booking_id"] if draw.random() < 0.99 else "B-unlisted"
        number = 1 if draw.random() < 0.95 else 2
        listed = {"booking_id": name, "entered_on": entered, "discharged_on": gone}
        files.setdefault(("daily_record", number), []).append(listed)


def _head_counts(files: Files, day: datetime, draw: random.Random) -> None:
    """Heads are counted often, at and beside the minutes at which somebody came or went."""
    if draw.random() < 0.2:
        return
    for facility in ("MAIN", "ANNEX"):
        stays = [row for row in _of(files, "bookings") if row["facility_id"] == facility]
        came = [at for row in stays if (at := _moment(row["booked_at"]))]
        went = [at for row in stays if (at := _moment(row["released_at"]))]
        moves = sorted([(at, 1) for at in came] + [(at, -1) for at in went])
        if not moves:
            continue
        counted = {at + draw.choice((-1, 0, 0, 1)) * MINUTE for at, _ in draw.sample(moves, min(90, len(moves)))}
        counted |= {day - 2 * DAY + 7 * n * 60 * MINUTE for n in range(30)}
        heads, last = 400, min(counted)
        for at in sorted(counted):
            heads += sum(sign for when, sign in moves if last < when <= at) + draw.choice((0, 0, 0, 0, -1, 1))
            last = at
            text = "soon" if draw.random() < 0.01 else _text(at)
            row = {"facility_id": facility, "counted_at": text, "headcount": str(max(0, heads))}
            files.setdefault(("census", 1 if draw.random() < 0.97 else 2), []).append(row)


def _instants(files: Files, day: datetime, draw: random.Random) -> None:
    """Some times are written to the microsecond: the first or the last of their minute, so that two can be the same."""
    for log, names in TIMES.items():
        for row in _of(files, log):
            for name in names:
                if len(row.get(name, "")) == len("2026-10-05 08:00") and draw.random() < 0.06:
                    row[name] += draw.choice((":00.000000", ":59.999999"))


def _written_before_asked(files: Files, day: datetime, draw: random.Random) -> None:
    """Some checks without an end were written down before they were asked for."""
    rows = [
        row for row in _of(files, "checks") if row["requested_at"] and row["recorded_at"] and not row["completed_at"]
    ]
    for row in rows[::7]:
        row["requested_at"], row["recorded_at"] = row["recorded_at"], row["requested_at"]


def _settings(policy: str, day: datetime, draw: random.Random) -> str:
    """Settings that the county's policy leaves at their default, and rules that nobody contests."""

    def under(table: str, *lines: str) -> None:
        nonlocal policy
        own = "".join(f"{line}\n" for line in lines if line and draw.random() < 0.6)
        policy = policy.replace(f"\n[{table}]\n", f"\n[{table}]\n{own}", 1)

    ends = draw.choice(('["transfer", "to_ice"]', '["death", "dismissed"]', '["transfer", "death", "escape"]'))
    under("scope", f"not_released = {ends}")
    finals = draw.choice(('["clear", "wanted"]', '["clear", "wanted", "no_record", "pending"]', '["clear"]'))
    under("vetting", f"final_results = {finals}")
    before, complaint, promptly, silence = (
        draw.choice(one) for one in (("1m", "1h", "24h"), ("24h", "72h"), ("1h", "72h"), ("1m", "5m", "1h"))
    )
    under(
        "limits",
        f'check_before_booking = "{before}"',
        f'complaint_within = "{complaint}"',
        f'record_within = "{promptly}"',
        f'max_silence = "{silence}"',
    )
    for n in range(draw.choice((1, 2, 3))):
        begins = day + draw.choice((-30, -1, 0, 1) if n else (-1, 0)) * DAY
        until = begins + draw.choice((0, 0, 1, 3) if n else (1, 2)) * DAY
        policy += f'\n[[regimes]]\nname = "Law {n}"\nfrom = {begins:%Y-%m-%d}\n'
        policy += f"to = {until:%Y-%m-%d}\n" if draw.random() < 0.6 else ""
        kinds = draw.choice(('["check"]', '["notification"]', '["ice_hold", "check"]'))
        policy += f'forbids = {kinds}\nstatus = "{draw.choice(("in force", "contested") if n else ("in force",))}"\n'
    return policy


def _halves(files: Files, draw: random.Random) -> str:
    """Put columns of the stays into files of their own, some rows without a stay; return how the policy joins them."""
    rules = ""
    for file, columns in HALVES.items():
        if draw.random() > 0.25:
            continue
        for number in (1, 2, 3):
            for row in files.get(("bookings", number), ()):
                half = {"booking_id": row["booking_id"], **{name: row.pop(name) for name in columns}}
                if draw.random() < 0.01:
                    half["booking_id"] += "-unknown"
                if draw.random() < 0.98:
                    files.setdefault((file, number), []).append(half)
        named = ", ".join(f'{name} = "{name}"' for name in ("booking_id", *columns))
        rules += f'\n[[logs.bookings.joined]]\nfiles = "{file}*.csv"\non = ["booking_id"]\ncolumns = {{ {named} }}\n'
        for number in (1, 2, 3):
            for row in [row for row in files.get(("deliveries", 1), ()) if row["file"] == f"bookings{number}.csv"]:
                if draw.random() < 0.9 and (file, number) in files:
                    late = draw.choice(("covers_from", "covers_to", ""))
                    rows = str(len(files[file, number]))
                    spoken = {**row, "file": f"{file}{number}.csv", "rows": rows}
                    if late and draw.random() < 0.3 and (at := _moment(spoken[late])):
                        spoken[late] = _text(at + draw.choice((-40, 40)) * DAY)
                    files["deliveries", 1].append(spoken)
    return rules


def _manifest(files: Files, day: datetime, draw: random.Random) -> None:
    """Rows of the manifest name folders, digests and the time of export; a later manifest takes some back."""
    rows = files.get(("deliveries", 1), [])
    for row in rows:
        row["sha256"] = draw.choice(("", "", DIGEST, DIGEST, DIGEST.upper(), "0" * 64 if draw.random() < 0.2 else ""))
        row["file"] = draw.choice(("", "", "out/", "D:\\out\\")) + row["file"]
        made = day + draw.choice((40, 40, 60, 2)) * DAY
        row["exported_at"] = _text(made) if draw.random() < 0.1 else ""
    for row in list(rows):
        if draw.random() < 0.08:
            rows.append({**row, "covers_from": row["covers_to"], "covers_to": _text(day + 70 * DAY)})
        if draw.random() < 0.08:
            later = {**row, draw.choice(("rows", "covers_to")): ""}
            later["covers_to"] = later["covers_to"] or _text(day + draw.choice((0, 1, 90)) * DAY)
            later["rows"] = later["rows"] or str(int(row["rows"]) + 1)
            files.setdefault(("deliveries", 2), []).append(later)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:16], "%Y-%m-%d %H:%M")
    except ValueError:
        return None


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
