"""Tables written by a random jail system: a row is accepted as it was, or it is quarantined or its file refused.

`SYSTEMS=100000` tries so many, forty to a folder, each a layout with a file of its own; a few are enough to keep the
property in mind. A third reader, written for this test alone, reads each text too: it spells every moment in all ways
that a format allows, and looks for the text among them.
"""

import csv
import io
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.errors import InputRefused
from reporter.evidence import verify
from reporter.ingest import load_files

ZONE = "America/Chicago"
FORMATS = [
    *("", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H%M", "%Y%m%d%H%M", "%d.%m.%y %H:%M", "%d-%b-%Y %H:%M"),
    *("%m/%d/%Y %I:%M %p", "%B %d, %Y %I:%M%p", "%Y/%m/%d %H:%M:%S", "%a %m/%d/%Y %H:%M", "%H:%M %m/%d/%Y"),
]
SYSTEMS, IN_A_FOLDER = int(os.environ.get("SYSTEMS", "24")), 40
CODES = {"CC": "criminal_court", "AR": "arrest", "CV": "civil"}
DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Stay(NamedTuple):
    """A row as it was so, and as the system wrote it."""

    number: str
    booked: datetime
    code: str
    text: str


def spelled(moment: datetime, format_: str) -> Iterator[str]:
    """Yield every spelling of a moment that a careful person reads by this format."""
    parts: list[tuple[str, ...]] = []
    pieces = format_.split("%")
    for n, piece in enumerate(pieces):
        if n == 0:
            parts.append((piece,))
            continue
        directive, after = piece[0], piece[1:]
        full = moment.strftime(f"%{directive}")
        follows = n > 1 and len(pieces[n - 1]) == 1 and pieces[n - 1] in "YymdHIMS"
        precedes = not after and n + 1 < len(pieces) and pieces[n + 1][0] in "YymdHIMS"
        touches = follows or precedes
        at_end = (n == 1 and not pieces[0]) or (n == len(pieces) - 1 and not after)
        short = full.startswith("0") and directive in "mdHIMSy" and not touches and not (directive == "y" and at_end)
        parts.append((full, full[1:]) if short else (full,))
        parts.append((after,) if after.strip() or not after else (after, after * 2))
    yield from ("".join(one) for one in product(*parts))


def third_reader(text: str, format_: str) -> datetime | None:
    """Read a text by trying which moment is spelled so; ISO 8601 to the minute where no format is given."""
    form = format_ or "%Y-%m-%d %H:%M"
    try:
        found = datetime.strptime(text, form)
    except ValueError:
        return None
    ways = set(spelled(found, form)) if format_ else {found.strftime(form)}
    alike = {way.casefold() for way in ways}
    return found if text.casefold() in alike and text.isascii() else None


def damaged(rng: random.Random, text: str) -> str:
    """Do to a text what systems and spreadsheets do; none of it makes of one moment another."""
    way = rng.randrange(12)
    if way == 0:  # leading zeros lost
        return " ".join(part.lstrip("0") or "0" for part in text.split(" "))
    if way == 1:
        return text.translate(DIGITS)
    if way == 2:
        return text.replace("-", "\u2212").replace("/", "\u2215")
    if way == 3:
        return f"\u200b{text}\u00a0"
    if way == 4:
        at = rng.randrange(len(text))
        return f"{text[:at]}\u200b{text[at:]}"
    if way == 5:
        return f"{text} CDT"
    if way == 6:
        return text[:-2] if rng.random() < 0.5 else f"{text}:60"
    if way == 7:
        return text.replace("20", "", 1) if text.count("20") == 1 else f"'{text}"
    return text


def system(rng: random.Random, own: int) -> tuple[str, list[Stay]]:
    """Make up a system: its format and what it wrote, under numbers of its own."""
    format_, stays = rng.choice(FORMATS), []
    hostile = rng.random() < 0.7
    for n in range(own * 100, own * 100 + rng.randrange(3, 25)):
        booked = datetime(2001, 1, 1) + timedelta(minutes=rng.randrange(15_000_000))
        if format_.endswith("%S"):
            booked += timedelta(seconds=rng.randrange(60))
        written = booked.strftime(format_ or rng.choice(("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")))
        text = damaged(rng, written) if hostile and rng.random() < 0.4 else written
        number = rng.choice((f"{n:05}", f"B-{n}", f"{n}E{n}", f"{n}é", f"{n}/2026"))
        stays.append(Stay(number, booked, rng.choice(sorted(CODES)), text))
    return format_, stays


def written(rng: random.Random, stays: Sequence[Stay]) -> bytes:
    """Return the file in a random dialect."""
    columns = ["No", "Who", "In", "Kind", "Note"]
    rng.shuffle(columns)
    out = io.StringIO()
    lines = csv.writer(
        out,
        delimiter=rng.choice(",;\t|"),
        lineterminator=rng.choice(("\n", "\r\n")),
        quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    )
    lines.writerow(columns)
    for stay in stays:
        row = {
            "No": stay.number,
            "Who": "P1",
            "In": stay.text,
            "Kind": stay.code,
            "Note": rng.choice(("", "a, b; c", 'he said "no"')),
        }
        lines.writerow([row[column] for column in columns])
    return out.getvalue().encode(rng.choice(("utf-8", "utf-8-sig", "utf-16")))


def policy_of(formats: Sequence[str]) -> str:
    """Return the policy that describes the systems, a layout each."""
    codes = ", ".join(f'{theirs} = "{ours}"' for theirs, ours in CODES.items())
    layouts = [
        f'[[logs.bookings.layouts]]\nfiles = "{own}.csv"\n' + (f'timestamp_format = "{one}"\n' if one else "")
        for own, one in enumerate(formats)
    ]
    return (
        f'[agency]\ntimezone = "{ZONE}"\n[logs.bookings]\n'
        'columns = { booking_id = "No", person_id = "Who", booked_at = "In", commitment = "Kind" }\n'
        f'constants = {{ facility_id = "MAIN" }}\nvalues.commitment = {{ {codes} }}\n{"".join(layouts)}'
    )


def moments(local: datetime, lasts: timedelta) -> tuple[datetime, datetime]:
    """Return the first and the last moment that a local time may be."""
    ends = [
        (local + add).replace(tzinfo=ZoneInfo(ZONE), fold=fold).astimezone(UTC).replace(tzinfo=None)
        for add in (timedelta(), lasts - timedelta(microseconds=1))
        for fold in (0, 1)
    ]
    return min(ends), max(ends)


def check(format_: str, stays: Sequence[Stay], found: dict[int, tuple[object, ...]], aside: set[int]) -> None:
    """Hold what is stored of one system's file, and what is set aside, against what was so."""
    clock = verify.Clock(ZoneInfo(ZONE), {"timestamp_format": [format_] if format_ else []})
    assert found.keys() | aside == set(range(2, len(stays) + 2))
    for line, stay in enumerate(stays, 2):
        text = stay.text.strip("\u200b\u00a0 ")
        third = third_reader(text.replace("T", " ") if not format_ else text, format_)
        assert (line, text, line in found) == (line, text, third is not None)
        if line not in found:
            continue
        lasts = timedelta(seconds=1) if format_.endswith("%S") else timedelta(minutes=1)
        earliest, latest = moments(stay.booked, lasts)
        said = (stay.number, CODES[stay.code], text, earliest, latest, stay.booked.date())
        assert (line, found[line]) == (line, said)
        assert third == stay.booked
        lo, hi, day, *_ = clock.read(text)
        read = (
            verify.EPOCH + timedelta(microseconds=lo),
            verify.EPOCH + timedelta(microseconds=hi),
            date.fromordinal(day),
        )
        assert read == said[3:]


@pytest.mark.parametrize("first", range(int(os.environ.get("SYSTEMS_FROM", "0")), SYSTEMS, IN_A_FOLDER))
def test_what_a_random_system_wrote_is_read_as_it_was_or_not_at_all(first: int, tmp_path: Path) -> None:
    rng = random.Random(first)
    systems = [system(rng, own) for own in range(min(IN_A_FOLDER, SYSTEMS - first))]
    (tmp_path / "inbox").mkdir()
    (tmp_path / "policy.toml").write_text(policy_of([one for one, _ in systems]), encoding="utf-8")
    for own, (_, stays) in enumerate(systems):
        (tmp_path / "inbox" / f"{own}.csv").write_bytes(written(rng, stays))
    with suppress(InputRefused):
        load_files.ingest(tmp_path, policy.load(tmp_path / "policy.toml"), lambda words: None)
    with warehouse.open_read_only(tmp_path) as connection:
        query = (
            "select file, line, booking_id, commitment, booked_at_text, booked_at_earliest, booked_at_latest, "
            "booked_at_on from records.bookings join records.delivered using (delivery_id)"
        )
        found = {one[:2]: tuple(one[2:]) for one in warehouse.rows(connection, query)}
        query = "select file, line from records.quarantine join records.delivered using (delivery_id)"
        aside = set(warehouse.rows(connection, query))
        taken = {one for (one,) in warehouse.rows(connection, "select file from records.delivered")}
    assert len(taken) > len(systems) / 2
    for own, (format_, stays) in enumerate(systems):
        file = f"{own}.csv"
        if file in taken:
            lines = {line: row for (one, line), row in found.items() if one == file}
            check(format_, stays, lines, {line for one, line in aside if one == file})
    shutil.rmtree(tmp_path)
