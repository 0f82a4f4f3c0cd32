"""A county whose truth is known, and what desks, spreadsheets and policies do to its exports: for `make search`.

Each deed keeps the truth in reach: it changes how a record is written or read, not what the jail recorded. A jail that
writes a false time which fits all others cannot be told from one that wrote the truth, so no deed does that.
"""

import csv
import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

STAYS = 14
PLAIN = "%Y-%m-%d %H:%M"
FORMATS = (PLAIN, "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y%m%d %H%M")
TIMES = {
    "bookings": ("booked_at", "release_authorized_at", "released_at"),
    "checks": ("requested_at", "completed_at"),
    "notifications": ("sent_at",),
}
GUILT = ("no check", "check after release", "check pending", "check of another stay", "check withdrawn", "check failed")


@dataclass
class Table:
    """One log's export: a header and rows of text."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    stray_quote: int = 0  # the line whose second cell begins with a quote that never ends

    def at(self, column: str) -> int:
        """Return the place of a column."""
        return self.header.index(column)

    def as_bytes(self) -> bytes:
        """Write the file."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end).writerows([self.header, *self.rows])
        lines = out.getvalue().split(self.line_end)[:-1]
        if 0 < self.stray_quote < len(lines):
            lines[self.stray_quote] = lines[self.stray_quote].replace(self.delimiter, f'{self.delimiter}"', 1)
        return "".join(line + self.line_end for line in [*self.above, *lines, *self.below]).encode(self.encoding)


@dataclass
class County:
    """The exports of one county, and its policy in parts."""

    files: dict[str, Table]
    format: str
    settings: dict[str, list[str]]
    rules: list[str] = field(default_factory=list)
    later: list[Callable[["County"], None]] = field(default_factory=list)
    guilty: str = ""

    def log(self, rng: random.Random) -> str:
        """Choose a file."""
        return rng.choice(sorted(self.files))


def county(rng: random.Random, *, guilt: str = "") -> County:
    """Make up a county of a month; with a guilt, one stay of it was released before vetting."""
    format_ = rng.choice(FORMATS)
    first = rng.choice((1, 95, 4090))
    number = rng.choice(("{:05}", "B-{:04}", "{}"))
    bookings: list[list[str]] = []
    checks: list[list[str]] = []
    notices: list[list[str]] = []
    wicked = rng.randrange(3, STAYS - 2) if guilt else -1

    def said(moment: datetime) -> str:
        return moment.strftime(format_)

    for n in range(STAYS):
        stay = number.format(first + n)
        booked = datetime(2026, 10, 2) + timedelta(days=n * 1.8, minutes=rng.randrange(600))
        booked = booked.replace(second=0, microsecond=0)
        released = booked + timedelta(minutes=rng.randrange(300, 2000))
        authorized = released - timedelta(minutes=rng.randrange(20, 200))
        checked = booked + timedelta(minutes=rng.randrange(20, 90))
        result, of = rng.choice(("clear", "clear", "wanted")), stay
        if n == wicked:
            result = {"check pending": "pending", "check failed": "error"}.get(guilt, "clear")
            checked = released + timedelta(minutes=rng.randrange(1, 900)) if guilt == "check after release" else checked
            of = number.format(first + n - 1) if guilt == "check of another stay" else stay
        bookings.append(
            [stay, f"P{n:03}", "MAIN", said(booked), "criminal_court", str(1000 + n), said(authorized), said(released)]
        )
        if not (n == wicked and guilt in ("no check", "check withdrawn")):
            asked = checked - timedelta(minutes=rng.randrange(1, 15))
            checks.append([f"C{n:03}", of, result, said(asked), said(checked), "D1"])
            if result == "wanted":
                notices.append([f"N{n:03}", of, said(checked + timedelta(minutes=5)), f"C{n:03}"])
    return County(
        files={
            "bookings": Table(["booking_id", "person_id", "facility_id", "booked_at", "commitment", "sequence_no",
                               "release_authorized_at", "released_at"], bookings),
            "checks": Table(["check_id", "booking_id", "result", "requested_at", "completed_at", "officer_id"], checks),
            "notifications": Table(["notification_id", "booking_id", "sent_at", "check_id"], notices),
        },
        format=format_,
        settings={log: [] for log in TIMES},
        guilty=guilt,
    )  # fmt: skip


Deed = Callable[[random.Random, County], None]
DEEDS: dict[str, Deed] = {}


def deed(made: Deed) -> Deed:
    """Enter one thing that is done to an export or a policy."""
    DEEDS[made.__name__.strip("_")] = made
    return made


def _cells(
    rng: random.Random,
    one: County,
    change: Callable[[str], str],
    *,
    share: float = 0.3,
    numbered: tuple[str, ...] = ("checks",),
    blanks: bool = False,
) -> None:
    """Change some cells of one column of one file.

    A check whose row names no stay is none of anybody's, and of rows with one number the first is a stay, by the agreed
    interface (fine print 3 and 4): of the innocent, the booking numbers of logs that are `numbered` are left alone.
    Where a change `blanks` cells, of the guilty no release is: a stay without one has not ended, whoever reads it.
    """
    name = one.log(rng)
    table = one.files[name]
    place = rng.randrange(len(table.header))
    if not one.guilty and name.startswith(numbered) and table.header[place] == "booking_id":
        place = next((n for n, column in enumerate(table.header) if column in ("result", "commitment")), place)
    if one.guilty and blanks and table.header[place].strip().lower() == "released_at":
        place = 0
    for row in table.rows:
        if rng.random() < share:
            row[place] = change(row[place])


@deed
def _zeros_lost(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    for column in [name for name in table.header if name.endswith("_id")]:
        for row in table.rows:
            row[table.at(column)] = row[table.at(column)].lstrip("0")


@deed
def _zeros_restored(rng: random.Random, one: County) -> None:
    one.settings[one.log(rng)].append("restore_zeros = { booking_id = 5 }")


@deed
def _id_in_scientific_notation(rng: random.Random, one: County) -> None:
    _cells(rng, one, lambda cell: f"{cell}E+05" if cell.isdigit() else cell)


@deed
def _blank_cells(rng: random.Random, one: County) -> None:
    _cells(rng, one, lambda _: "", share=0.15, blanks=True)


@deed
def _words_for_nothing(rng: random.Random, one: County) -> None:
    word = rng.choice(("NULL", "N/A", "-", "0", "1900-01-01 00:00", "01/01/1900 00:00", "unknown"))
    # One word would be the booking number of many.
    _cells(rng, one, lambda _: word, share=0.15, numbered=("checks", "bookings"))


@deed
def _word_called_empty(rng: random.Random, one: County) -> None:
    log = one.log(rng)
    table = one.files[log]
    column = rng.choice(table.header)
    word = rng.choice([row[table.at(column)] for row in table.rows] or ["x"])
    one.settings[log].append(f"empty.{column} = [{_quoted(word)}]")


@deed
def _signs_that_cannot_be_seen(rng: random.Random, one: County) -> None:
    sign = rng.choice(("\u200b", "\u00a0", "\ufeff", " ", "\u00ad"))
    _cells(rng, one, lambda cell: rng.choice((sign + cell, cell + sign, cell[:2] + sign + cell[2:])))


@deed
def _other_letters(rng: random.Random, one: County) -> None:
    _cells(rng, one, rng.choice((str.lower, str.upper, str.title)))


@deed
def _day_and_month_change_places(rng: random.Random, one: County) -> None:
    def swapped(cell: str) -> str:
        for mark in "/.-":
            parts = cell.split(mark)
            if len(parts) == 3:
                return mark.join([parts[1], parts[0], parts[2]])
        return cell

    _cells(rng, one, swapped, share=rng.choice((0.2, 1)))


@deed
def _years_of_two_digits(rng: random.Random, one: County) -> None:
    _cells(rng, one, lambda cell: cell.replace("2026", "26"), share=rng.choice((0.2, 1)))


@deed
def _wrong_year(rng: random.Random, one: County) -> None:
    year = rng.choice(("2025", "2062", "2027", "0026"))
    _cells(rng, one, lambda cell: cell.replace("2026", year), share=0.1)


@deed
def _short_hours(rng: random.Random, one: County) -> None:
    _cells(rng, one, lambda cell: " ".join(part.lstrip("0") for part in cell.split(" ")))


@deed
def _seconds_and_zones_added(rng: random.Random, one: County) -> None:
    tail = rng.choice((":00", " EST", "Z", "+00:00", " UTC", "-04:00", ".000"))
    _cells(rng, one, lambda cell: cell + tail if ":" in cell else cell, share=rng.choice((0.2, 1)))


@deed
def _time_cut_to_its_day(rng: random.Random, one: County) -> None:
    table = one.files[log := one.log(rng)]
    place = table.at(rng.choice(TIMES[log]))
    for row in table.rows:
        row[place] = row[place].split(" ")[0]


@deed
def _format_of_another_order(rng: random.Random, one: County) -> None:
    one.settings[one.log(rng)].append(f"timestamp_format = {_quoted(rng.choice(FORMATS))}")


@deed
def _two_formats(rng: random.Random, one: County) -> None:
    listed = ", ".join(_quoted(each) for each in rng.sample(FORMATS, 2))
    one.settings[one.log(rng)].append(f"timestamp_format = [{listed}]")


@deed
def _offsets_listed(rng: random.Random, one: County) -> None:
    offset = rng.choice(("-05:00", "+00:00", "-04:00"))
    one.settings[one.log(rng)].append(f'offsets = {{ EST = "{offset}", UTC = "{offset}" }}')


@deed
def _rows_missing_in_the_middle(rng: random.Random, one: County) -> None:
    # A check that the export leaves out cannot be told from one that was never made: of the innocent, other rows.
    table = one.files[one.log(rng) if one.guilty else "bookings"]
    if len(table.rows) > 4:
        del table.rows[rng.randrange(2, len(table.rows) - 1)]


@deed
def _file_cut_short(rng: random.Random, one: County) -> None:
    log = one.log(rng)
    keep = rng.randrange(1, max(2, len(one.files[log].rows)))

    def cut(done: County) -> None:
        del done.files[log].rows[keep:]

    one.later.append(cut)


@deed
def _rows_twice(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    table.rows += [list(row) for row in table.rows if rng.random() < 0.3]


@deed
def _rows_in_another_order(rng: random.Random, one: County) -> None:
    rng.shuffle(one.files[one.log(rng)].rows)


@deed
def _title_above(rng: random.Random, one: County) -> None:
    one.files[one.log(rng)].above += ["County report", ""]


@deed
def _totals_below(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    table.below.append(table.delimiter.join(["TOTAL", str(len(table.rows)), *[""] * (len(table.header) - 2)]))


@deed
def _header_in_another_case(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    at = rng.randrange(len(table.header))
    table.header[at] = rng.choice((table.header[at].upper(), f" {table.header[at]} ", table.header[at].title()))


@deed
def _column_gone(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    at = rng.randrange(len(table.header))
    del table.header[at]
    for row in table.rows:
        del row[at]


@deed
def _columns_in_another_order(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    places = rng.sample(range(len(table.header)), len(table.header))
    table.header = [table.header[at] for at in places]
    table.rows = [[row[at] for at in places] for row in table.rows]


@deed
def _quote_left_open(rng: random.Random, one: County) -> None:
    one.files[one.log(rng)].stray_quote = rng.randrange(1, 12)


@deed
def _other_dialect(rng: random.Random, one: County) -> None:
    table = one.files[one.log(rng)]
    table.delimiter = rng.choice(";\t|")
    table.encoding = rng.choice(("utf-8", "utf-8-sig", "utf-16"))
    table.line_end = rng.choice(("\n", "\r\n", "\r"))


@deed
def _two_files(rng: random.Random, one: County) -> None:
    log = one.log(rng)
    table = one.files[log]
    half = len(table.rows) // 2
    if half and f"{log}_2" not in one.files and not log.endswith("_2"):
        one.files[f"{log}_2"] = Table(list(table.header), table.rows[half:])
        table.rows = table.rows[:half]


@deed
def _code_mapped_to_another(rng: random.Random, one: County) -> None:
    theirs, ours = rng.choice(("pending", "error", "no_record")), rng.choice(("clear", "wanted", "no_record"))
    one.settings["checks"].append(f'values.result = {{ {theirs} = "{ours}" }}')


@deed
def _commitment_mapped_away(rng: random.Random, one: County) -> None:
    _cells_of(rng, one, "bookings", "commitment", lambda _: "CC", 1.0)
    ours = rng.choice(("criminal_court", "arrest", "civil"))
    one.settings["bookings"].append(f'values.commitment = {{ CC = "{ours}" }}')


@deed
def _reason_of_release(rng: random.Random, one: County) -> None:
    bookings = one.files["bookings"]
    if "release_reason" not in bookings.header:
        bookings.header.append("release_reason")
        for row in bookings.rows:
            row.append(rng.choice(("bail", "transfer", "time_served")))


@deed
def _not_released_widened(rng: random.Random, one: County) -> None:
    one.rules.append('[scope]\nnot_released = ["transfer", "bail"]\n')


@deed
def _final_results_widened(rng: random.Random, one: County) -> None:
    one.rules.append('[vetting]\nfinal_results = ["clear", "wanted", "no_record", "pending"]\n')


@deed
def _only_some_rows(rng: random.Random, one: County) -> None:
    log = one.log(rng)
    table = one.files[log]
    column = rng.choice(table.header)
    listed = sorted({row[table.at(column)] for row in table.rows if rng.random() < 0.8} - {""}) or ["x"]
    one.settings[log].append(f"only.{column} = [{', '.join(map(_quoted, listed))}]")


@deed
def _blank_filled_by_a_constant(rng: random.Random, one: County) -> None:
    _cells_of(rng, one, "checks", "result", lambda cell: rng.choice((cell, "")), 0.5)
    one.settings["checks"].append('constants = { result = "clear" }')


@deed
def _filled_down(rng: random.Random, one: County) -> None:
    log = one.log(rng)
    one.settings[log].append(f'fill_down = ["{rng.choice(one.files[log].header)}"]')


@deed
def _marked_void(rng: random.Random, one: County) -> None:
    bookings = one.files["bookings"]
    if "void" not in bookings.header:
        bookings.header.append("void")
        for row in bookings.rows:
            row.append("true" if rng.random() < 0.1 else "false")


@deed
def _leg_not_required(rng: random.Random, one: County) -> None:
    one.rules.append('[completeness]\nrequires = ["bookings_covered", "fields_complete"]\n')


@deed
def _manifest_of_another_file(rng: random.Random, one: County) -> None:
    def other(done: County) -> None:
        manifest = done.files["deliveries"]
        for row in manifest.rows:
            if rng.random() < 0.5:
                row[rng.choice((4, 5))] = rng.choice(("99", "0" * 64))

    one.later.append(other)


@deed
def _manifest_of_some_days(rng: random.Random, one: County) -> None:
    def shorter(done: County) -> None:
        for row in done.files["deliveries"].rows:
            row[rng.choice((2, 3))] = f"2026-10-{rng.randrange(1, 28):02} 00:00"

    one.later.append(shorter)


def _cells_of(
    rng: random.Random, one: County, log: str, column: str, change: Callable[[str], str], share: float
) -> None:
    table = one.files[log]
    for row in table.rows:
        if column in table.header and rng.random() < share:
            row[table.at(column)] = change(row[table.at(column)])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "") + "'"


def write(one: County, folder: Path) -> None:
    """Write the exports, the manifest that the source made of them, and the policy."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    rows = []
    for name, table in sorted(one.files.items()):
        content = table.as_bytes()
        log = name.removesuffix("_2")
        bounds = ["2026-09-01 00:00", "2026-12-31 23:59"]
        rows.append([log, f"{name}.csv", *bounds, str(len(table.rows)), hashlib.sha256(content).hexdigest()])
    one.files["deliveries"] = Table(["log", "file", "covers_from", "covers_to", "rows", "sha256"], rows)
    for change in one.later:
        change(one)
    for name, table in one.files.items():
        (inbox / f"{name}.csv").write_bytes(table.as_bytes())
    said = []
    for log in [*TIMES, "deliveries"]:
        settings = list(one.settings.get(log, ()))
        if log in TIMES and one.format != PLAIN and not any(line.startswith("timestamp_format") for line in settings):
            settings.append(f'timestamp_format = "{one.format}"')
        settings = list({line.split("=")[0]: line for line in settings}.values())
        system = "jms" if log in ("bookings", "deliveries") else "desk"
        said.append("\n".join([f'[logs.{log}]\nfiles = "{log}*.csv"\nsystem = "{system}"', *settings]) + "\n")
    rules = list({text.splitlines()[0]: text for text in one.rules}.values())
    clocks = '[systems.jms]\nclock_error = "60s"\n[systems.desk]\nclock_error = "60s"\n'
    agency = '[agency]\nname = "Example County"\ntimezone = "America/New_York"\n'
    (folder / "policy.toml").write_text("\n".join([agency, *rules, *said, clocks]), encoding="utf-8")
