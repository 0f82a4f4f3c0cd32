"""A recorded time is read as a careful person reads it, or not at all: by the engine and by verify.py alike."""

import os
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.errors import PolicyError
from reporter.evidence import verify
from reporter.ingest import parse_values
from reporter.warehouse import timezones
from tests.support.jail import Jail

ZONE = "America/New_York"

# story | format ("iso" without one) | text | first moment, local | lasts, in seconds | local day
READ = """
four digits of a year           | %m/%d/%Y %H:%M    | 10/04/2026 18:15        | 2026-10-04 18:15 | 60    | 2026-10-04
one digit between signs         | %m/%d/%Y %H:%M    | 10/4/2026 9:05          | 2026-10-04 09:05 | 60    | 2026-10-04
one digit at either end         | %m/%d/%Y %H:%M    | 1/4/2026 10:5           | 2026-01-04 10:05 | 60    | 2026-01-04
two spaces before a short hour  | %m/%d/%Y %H:%M    | 10/04/2026  9:05        | 2026-10-04 09:05 | 60    | 2026-10-04
touching, full width            | %m/%d/%Y %H%M     | 10/05/2026 0115         | 2026-10-05 01:15 | 60    | 2026-10-05
all touching                    | %Y%m%d%H%M%S      | 20261005011509          | 2026-10-05 01:15:09 | 1  | 2026-10-05
2400 is the end of the day      | %m/%d/%Y %H%M     | 10/31/2026 2400         | 2026-11-01 00:00 | 60    | 2026-10-31
24:00 is the end of the day     | %m/%d/%Y %H:%M    | 10/31/2026 24:00        | 2026-11-01 00:00 | 60    | 2026-10-31
24:00:00 is it too              | %m/%d/%Y %H:%M:%S | 12/31/2026 24:00:00     | 2027-01-01 00:00:00 | 1  | 2026-12-31
24:00 before an offset | %Y-%m-%d %H:%M:%S %z | 2026-10-31 24:00:00 -0400 | 2026-11-01 00:00:00 | 1 | 2026-10-31
24:00 before another offset     | %m/%d/%Y %H:%M%z  | 10/31/2026 24:00-05:00  | 2026-11-01 01:00 | 60    | 2026-11-01
24:00 before Z                  | %m/%d/%Y %H:%M%z  | 11/01/2026 24:00Z       | 2026-11-01 19:00 | 60    | 2026-11-01
midnight before an offset       | %m/%d/%Y %H:%M%z  | 11/01/2026 00:00-0400   | 2026-11-01 00:00 | 60    | 2026-11-01
24:00 before an offset in ISO 8601 | iso            | 2026-10-31T24:00-04:00  | 2026-11-01 00:00 | 60    | 2026-10-31
24:00 in ISO 8601               | iso               | 2026-10-31 24:00        | 2026-11-01 00:00 | 60    | 2026-10-31
T24:00 in ISO 8601              | iso               | 2026-10-31T24:00:00     | 2026-11-01 00:00:00 | 1  | 2026-10-31
midnight is of its day          | iso               | 2026-11-01 00:00        | 2026-11-01 00:00 | 60    | 2026-11-01
two digits of 1970              | %m/%d/%y          | 10/05/70                | 1970-10-05       | 86400 | 1970-10-05
two digits of 2069              | %m/%d/%y          | 10/05/69                | 2069-10-05       | 86400 | 2069-10-05
a short month name              | %d-%b-%y %H:%M    | 5-OCT-26 14:05          | 2026-10-05 14:05 | 60    | 2026-10-05
a long month name               | %B %d, %Y         | October 5, 2026         | 2026-10-05       | 86400 | 2026-10-05
the twelve-hour clock           | %m/%d/%Y %I:%M %p | 10/05/2026 1:05 pm      | 2026-10-05 13:05 | 60    | 2026-10-05
noon                            | %m/%d/%Y %I:%M%p  | 10/05/2026 12:05PM      | 2026-10-05 12:05 | 60    | 2026-10-05
the hour after midnight         | %m/%d/%Y %I:%M %p | 10/05/2026 12:05 AM     | 2026-10-05 00:05 | 60    | 2026-10-05
the day of the week that it was | %a %m/%d/%Y       | Mon 10/05/2026          | 2026-10-05       | 86400 | 2026-10-05
parts of a second | %Y-%m-%d %H:%M:%S.%f | 2026-10-05 14:05:09.250 | 2026-10-05 14:05:09.250000 | 0.001 | 2026-10-05
seven digits | %Y-%m-%d %H:%M:%S.%f | 2026-10-05 14:05:09.2500000 | 2026-10-05 14:05:09.250000 | 0.000001 | 2026-10-05
an offset                       | %m/%d/%Y %H:%M %z | 10/05/2026 18:05 +0000  | 2026-10-05 14:05 | 60    | 2026-10-05
an offset with a colon          | %m/%d/%Y %H:%M%z  | 10/05/2026 14:05-04:00  | 2026-10-05 14:05 | 60    | 2026-10-05
Z for an offset                 | %Y-%m-%d %H:%M%z  | 2026-10-05 18:05Z       | 2026-10-05 14:05 | 60    | 2026-10-05
Z that stands in the format     | %Y-%m-%dT%H:%M:%SZ | 2026-10-05T18:05:09Z   | 2026-10-05 14:05:09 | 1  | 2026-10-05
an offset in ISO 8601           | iso               | 2026-10-05T14:05 -04:00 | 2026-10-05 14:05 | 60    | 2026-10-05
an hour alone                   | iso               | 2026-10-05T14           | 2026-10-05 14:00 | 3600  | 2026-10-05
a serial number of a spreadsheet | iso              | 46300.5                 | 2026-10-05 12:00    | 60    | 2026-10-05
a comma before parts of a second | iso | 2026-10-05 14:05:09,5   | 2026-10-05 14:05:09.500000 | 0.1 | 2026-10-05
""".strip().splitlines()

# story | format | text
NOT_READ = """
two digits under %Y             | %m/%d/%Y %H:%M    | 10/04/26 18:15
three spaces for two digits     | %m/%d/%Y %H:%M    | 10/04/26   18:15
115 is not 11:05                | %m/%d/%Y %H%M     | 10/05/2026 115
nor with two spaces             | %m/%d/%Y %H%M     | 10/05/2026  115
nor with a tab                  | %m/%d/%Y %H%M     | 10/05/2026 \\t115
seven digits of a date          | %Y%m%d            | 2026105
a short year at the end         | %m/%d/%y          | 10/05/6
second 60                       | %m/%d/%Y %H:%M:%S | 10/05/2026 14:05:60
second 60 in ISO 8601           | iso               | 2026-10-05 14:05:60
one digit of an hour in ISO 8601 | iso              | 2026-10-05 9:05
two spaces in ISO 8601          | iso               | 2026-10-05  9:05
a year before Christ            | iso               | -026-10-05 09:05
a short minute in ISO 8601      | iso               | 2026-10-05 09:5
minute 60                       | %m/%d/%Y %H:%M    | 10/05/2026 14:60
24:01                           | %m/%d/%Y %H:%M    | 10/05/2026 24:01
24:01 in ISO 8601               | iso               | 2026-10-05 24:01
2430                            | %m/%d/%Y %H%M     | 10/05/2026 2430
25:00                           | iso               | 2026-10-05 25:00
30 February                     | %m/%d/%Y          | 02/30/2026
month 13                        | %m/%d/%Y          | 13/02/2026
day 0                           | %m/%d/%Y          | 10/00/2026
hour 13 of twelve               | %m/%d/%Y %I:%M %p | 10/05/2026 13:05 PM
hour 0 of twelve                | %m/%d/%Y %I:%M %p | 10/05/2026 0:05 AM
a day of the week that it was not | %a %m/%d/%Y     | Sun 10/05/2026
digits of another script        | %m/%d/%Y %H:%M    | ١٠/05/2026 14:05
digits of another script in ISO 8601 | iso          | ٢٠٢٦-10-05 14:05
full-width digits               | iso               | ２０２６-10-05 14:05
a minus sign that is no hyphen  | iso               | 2026-10-05T14:05\u221204:00
a dash in the date              | iso               | 2026\u201310\u201305 14:05
a zone's name                   | iso               | 2026-10-05 14:05 EDT
an offset beyond 18 hours       | iso               | 2026-10-05 14:05+25:00
a no-break space within         | %m/%d/%Y %H:%M    | 10/05/2026\u00a014:05
seconds of the epoch            | iso               | 1791208500
a word                          | iso               | infinity
another word                    | iso               | now
more than the format            | %m/%d/%Y          | 10/05/2026 14:05
less than the format            | %m/%d/%Y %H:%M    | 10/05/2026
a sign of another sort          | %m/%d/%Y          | 10-05-2026
""".strip().splitlines()


Answer = tuple[datetime | None, datetime | None, date | None, list[str]]


def cells(line: str) -> list[str]:
    found = [cell.strip() for cell in line.split("|")]
    return [re.sub(r"\\\\u(....)|\\\\t", lambda one: chr(int(one[1], 16)) if one[1] else "\t", cell) for cell in found]


def engine(
    connection: warehouse.Connection, texts: Sequence[str], formats: Sequence[str], offsets: Mapping[str, int]
) -> list[Answer]:
    """Read texts as the booked_at of bookings: earliest, latest, local day and the reasons against each."""
    mapping = LogPolicy(files="b", system="b", timestamp_format=tuple(formats), offsets=dict(offsets))
    connection.execute(
        "create or replace temp table spool as select number as line, null::varchar as fault, "
        "null::varchar as cells, true as this_log, texts[number] as booked_at "
        "from (select ?::varchar[] as texts), range(1, ? + 1) as r(number)",
        [list(texts), len(texts)],
    )
    connection.execute(parse_values.typed(schemas()["bookings"], mapping, ["booked_at"], (1900, 2100)))
    query = "select booked_at_earliest, booked_at_latest, booked_at_on, reasons from typed order by line"
    return [tuple(row) for row in warehouse.rows(connection, query)]


def verifier(text: str, formats: Sequence[str], offsets: Mapping[str, str]) -> tuple[datetime, datetime, date] | None:
    """Read a text as verify.py does."""
    clock = verify.Clock(ZoneInfo(ZONE), {"timestamp_format": list(formats), "offsets": offsets})
    earliest, latest, day, *_ = clock.read(text)
    if not day:
        return None
    return (
        verify.EPOCH + timedelta(microseconds=earliest),
        verify.EPOCH + timedelta(microseconds=latest),
        date.fromordinal(day),
    )


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[warehouse.Connection]:
    with warehouse.open_writable(tmp_path_factory.mktemp("room")) as connection:
        connection.execute(timezones.create_zone_weeks(ZONE))
        yield connection


def formats_of(cell: str) -> list[str]:
    return [] if cell == "iso" else cell.split(" or ")


@pytest.mark.parametrize("line", READ, ids=lambda line: line.split("|")[0].strip())
def test_a_text_that_fits_is_read_alike_by_both(line: str, room: warehouse.Connection) -> None:
    _, format_, text, first, lasts, day = cells(line)
    local = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(ZONE))
    earliest = local.astimezone(UTC).replace(tzinfo=None)
    latest = earliest + timedelta(microseconds=round(float(lasts) * 1_000_000) - 1)
    said = (earliest, latest, date.fromisoformat(day))
    assert engine(room, [text], formats_of(format_), {})[0][:3] == said
    assert verifier(text, formats_of(format_), {}) == said


@pytest.mark.parametrize("line", NOT_READ, ids=lambda line: line.split("|")[0].strip())
def test_a_text_that_does_not_fit_is_read_by_neither(line: str, room: warehouse.Connection) -> None:
    _, format_, text = cells(line)
    earliest, _, _, reasons = engine(room, [text], formats_of(format_), {})[0]
    assert earliest is None
    assert "unreadable_time:booked_at" in reasons
    assert verifier(text, formats_of(format_), {}) is None


# story | formats | text | word for an offset | read?
WORDS = """
a word behind the time          | %m/%d/%Y %H:%M | 10/05/2026 13:05 EST | EST -05:00 | 2026-10-05 14:05
a word in ISO 8601              | iso            | 2026-10-05 13:05 EST | EST -05:00 | 2026-10-05 14:05
a word that touches the time    | iso            | 2026-10-05 13:05EST  | EST -05:00 | 2026-10-05 14:05
no word leaves the agency's zone | iso           | 2026-10-05 14:05     | EST -05:00 | 2026-10-05 14:05
a word that is not named        | iso            | 2026-10-05 14:05 EDT | EST -05:00 | none
a word in another case          | iso            | 2026-10-05 14:05 est | EST -05:00 | none
a word and an offset            | iso            | 2026-10-05 14:05-04:00 EST | EST -05:00 | none
a word behind a day             | iso            | 2026-10-05 EST       | EST -05:00 | none
the end of another word         | iso            | 2026-10-05 14:05 WEST | EST -05:00 | none
""".strip().splitlines()


@pytest.mark.parametrize("line", WORDS, ids=lambda line: line.split("|")[0].strip())
def test_a_word_stands_for_an_offset_where_the_policy_says_so(line: str, room: warehouse.Connection) -> None:
    _, format_, text, word, local = cells(line)
    name, offset = word.split()
    minutes = {name: -60 * int(offset[1:3])}
    found = engine(room, [text], formats_of(format_), minutes)[0][0]
    read = verifier(text, formats_of(format_), {name: offset})
    if local == "none":
        assert (found, read) == (None, None)
    else:
        said = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC).replace(tzinfo=None)
        assert (found, read and read[0]) == (said, said)


def test_a_year_that_cannot_be_is_quarantined_under_its_name(room: warehouse.Connection) -> None:
    mapping, schema = LogPolicy(files="b", system="b"), schemas()["bookings"]
    engine(room, ["1989-12-31 23:59", "1990-01-01 00:00", "2100-12-31 23:59", "2101-01-01 00:00"], [], {})
    room.execute(parse_values.typed(schema, mapping, ["booked_at"], (1990, 2100)))
    found = [row[0] for row in warehouse.rows(room, "select reasons from typed order by line")]
    assert ["year_out_of_range:booked_at" in reasons for reasons in found] == [True, False, False, True]


def test_two_formats_that_read_one_text_differently_are_an_error_of_the_policy(jail: Jail) -> None:
    jail.log_settings["bookings"] = 'timestamp_format = ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"]'
    head = "booking_id|person_id|facility_id|booked_at|commitment"
    jail.deliver("bookings", f"{head}\nB1|P1|MAIN|10/10/2026 08:00|arrest\nB2|P2|MAIN|13/10/2026 08:00|arrest")
    assert [one.accepted for one in jail.ingest()] == [2]
    jail.deliver("bookings", f"{head}\nB3|P3|MAIN|05/10/2026 08:00|arrest", "bookings2.csv")
    with pytest.raises(PolicyError, match=r"booked_at in bookings2\.csv, line 2"):
        jail.ingest()


def random_text(rng: random.Random, format_: str) -> str:
    """Write a moment by a format, then damage it now and then."""
    moment = datetime(1990, 1, 1) + timedelta(minutes=rng.randrange(58_000_000))
    text = moment.strftime("%Y-%m-%d %H:%M" if format_ == "iso" else format_)
    if rng.random() < 0.3:
        text = re.sub(r"(?<!\d)0(?=\d)", "", text)
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = rng.randrange(len(text) + 1)
        sign = rng.choice("0123456789 :/-TZ+.24APM\u00a0\u2212\u0663")
        text = text[:at] + rng.choice(("", sign)) + text[at + rng.choice((0, 1)) :]
    if rng.random() < 0.05:
        text = re.sub(r"\d\d(?=:?\d\d)", "24", text)
    return text.strip()


def test_engine_and_verifier_read_the_same_of_any_text(room: warehouse.Connection) -> None:
    count = int(os.environ.get("TIME_CASES", "4000"))
    forms = [
        "iso",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %H%M",
        "%d-%b-%y %H:%M",
        "%Y%m%d%H%M%S",
        "%m/%d/%y",
        "%B %d, %Y %I:%M %p",
    ]
    forms += [
        "%a %m/%d/%Y %H:%M:%S",
        "%Y-%m-%dT%H:%M:%SZ",
        "%m/%d/%Y %H:%M%z",
        "%d.%m.%Y %H:%M:%S.%f",
        "%H:%M %d/%m/%Y",
    ]
    rng = random.Random(16)
    for form in forms:
        texts = sorted({random_text(rng, form.replace("%z", "-0400")) for _ in range(count // len(forms))} - {""})
        found = engine(room, texts, formats_of(form), {})
        for text, (earliest, latest, day, reasons) in zip(texts, found, strict=True):
            if "year_out_of_range:booked_at" in reasons:
                continue
            said = (earliest, latest, day) if earliest else None
            assert (form, text, said) == (form, text, verifier(text, formats_of(form), {}))
