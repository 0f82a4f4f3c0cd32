"""A wrong policy is refused by line and column, with the line as it should be, and never by a crash."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.config import policy
from reporter.config.log_policy import Events, Fill, Joined, LogPolicy, Mapped, Snapshots
from reporter.errors import PolicyError
from tests.support.hostile import CASES, tally

POLICY = """\
# the agency, and its zone
[agency]
name = "Example County"   # timezone = "x"
timezone = "America/New_York"

[logs.bookings]
files = "bookings*.csv"
columns = { booking_id = "BookNo", booked_at = "BookDt" }
values.commitment = { "CC" = "criminal_court" }
precision = "minute"

[logs.checks]
files = "checks*.csv"
system = "jms"

[logs.checks.values.result]
"NHIT" = "clear"

[systems.jms]
clock_error = "90s"

[scope]
commitments = [
    "criminal_court",
]

[limits]
notify_within = "15m"

[[regimes]]
name = "One"
from = 2026-01-01
forbids = ["check"]

[[regimes]]
name = "Two"
from = 2026-08-25
forbids = ["check", "ice_hold"]
"""

FAULTS = [
    (
        'timezone = "America/New_York"',
        'timezone = "America/NewYork"',
        "policy.toml, "
        "line 4, column 13: agency.timezone = 'America/NewYork' is no time zone. The nearest known one is "
        "'America/New_York'. Write line 4 as:\n    timezone = \"America/New_York\"",
    ),
    (
        "[logs.checks]",
        "[logs.cheks]",
        "policy.toml, "
        "line 12, column 7: logs has no key 'cheks'. The nearest known one is 'checks'. "
        "Write line 12 as:\n    [logs.checks]",
    ),
    (
        "booked_at =",
        "bookd_at =",
        "policy.toml, "
        "line 8, column 36: logs.bookings.columns has no key 'bookd_at'. The nearest known one is "
        '\'booked_at\'. Write line 8 as:\n    columns = { booking_id = "BookNo", booked_at = "BookDt" }',
    ),
    (
        '"CC" = "criminal_court" }',
        '"CC" = "criminalcourt" }',
        "policy.toml, "
        "line 9, column 31: logs.bookings.values.commitment names 'criminalcourt', which is not known. The "
        "nearest known one is 'criminal_court'. Write line 9 as:\n"
        '    values.commitment = { "CC" = "criminal_court" }',
    ),
    (
        '"NHIT" = "clear"',
        '"NHIT" = "cleer"',
        "policy.toml, "
        "line 17, column 11: logs.checks.values.result names 'cleer', which is not known. The nearest known "
        'one is \'clear\'. Write line 17 as:\n    "NHIT" = "clear"',
    ),
    (
        'precision = "minute"',
        'precision = "minutes"',
        "policy.toml, "
        "line 10, column 14: logs.bookings.precision = 'minutes' must be one of second, minute, hour, day. "
        'Write line 10 as:\n    precision = "minute"',
    ),
    (
        'notify_within = "15m"',
        'notify_within = "15 minutes"',
        "policy.toml, "
        "line 28, column 18: limits.notify_within = '15 minutes' is no duration of up to 100 years. "
        'Write such as "15m". Write line 28 as:\n    notify_within = "15m"',
    ),
    (
        '    "criminal_court",',
        '    "crim_court",',
        "policy.toml, "
        "line 24, column 6: scope.commitments names 'crim_court', which is not known. The nearest known one "
        "is 'criminal_court'. Write line 24 as:\n    \"criminal_court\",",
    ),
    (
        '"ice_hold"]',
        '"icehold"]',
        "policy.toml, "
        "line 38, column 22: regimes[2].forbids names 'icehold', which is not known. The nearest known one "
        'is \'ice_hold\'. Write line 38 as:\n    forbids = ["check", "ice_hold"]',
    ),
    (
        'files = "checks*.csv"',
        "files = 7",
        "policy.toml, "
        "line 13, column 9: logs.checks.files = 7 must be text in quotes. Write line 13 as:\n"
        '    files = "7"',
    ),
    (
        '[logs.checks]\nfiles = "checks*.csv"\n',
        "[logs.checks]\n",
        "policy.toml, "
        "line 12, column 7: logs.checks needs files, the glob of its files below inbox/, such as "
        'files = "checks*.csv".',
    ),
    (
        'name = "Two"',
        "name = Two",
        "policy.toml cannot be read: Invalid value (at line 36, column 8). Mend this line, such as by quotes around "
        "text:\n    name = Two",
    ),
]


@pytest.mark.parametrize(("was", "typed", "says"), FAULTS, ids=[one[1].strip() for one in FAULTS])
def test_a_fault_is_pointed_at_and_the_line_is_given_as_it_should_be(
    was: str, typed: str, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    assert policy.load(path).agency == "Example County"
    assert POLICY.count(was) == 1
    path.write_text(POLICY.replace(was, typed), encoding="utf-8")
    with pytest.raises(PolicyError) as refusal:
        policy.load(path)
    assert str(refusal.value) == says


@pytest.mark.parametrize(("was", "typed", "says"), [one for one in FAULTS if "Write line" in one[2]])
def test_the_line_that_is_given_mends_the_policy(was: str, typed: str, says: str, tmp_path: Path) -> None:
    lines = POLICY.replace(was, typed).splitlines()
    lines[int(says.partition("line ")[2].partition(",")[0]) - 1] = says.splitlines()[-1]
    path = tmp_path / "policy.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert policy.load(path).agency == "Example County"


@pytest.mark.parametrize("said", [" ", "\\u200b", "none", "N/A", "-", "Not yet", "pending"])
def test_what_refers_to_no_clearance_clears_nothing(said: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    for written, is_taken in ((said, False), ("", True), ("FOIL 12/2026", True)):
        path.write_text(f'{POLICY}\n[publish]\ncoordination = "{written}"\n', encoding="utf-8")
        if is_taken:
            assert policy.load(path).coordination == written
            continue
        with pytest.raises(PolicyError, match="refers to no recorded clearance"):
            policy.load(path)


KEYS = sorted(
    {
        part
        for line in POLICY.splitlines()
        for part in line.replace("=", " ").replace(".", " ").split()
        if part.isalpha()
    }
    | {"values", "columns", "constants", "only", "one_row_per", "timestamp_format", "delimiter", "clock_error", "claim"}
    | {"vetting", "final_results", "requires", "publish", "coordination", "controls", "suspended", "", "'; drop table"}
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.datetimes(), st.times()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def places(table: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to each entry of a table, at any depth."""
    inner = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    return [way, *(one for key, value in inner for one in places(value, (*way, key)))]


WAYS = places(tomllib.loads(POLICY))


def said_of(read: Callable[[], object]) -> str:
    """Read a policy made to harm and return what is said of it."""
    try:
        read()
    except PolicyError as error:
        tally.count("policy.toml", tally.REFUSED.format(error.exit_code))
        return str(error)
    except Exception:
        tally.count("policy.toml", "crash")
        raise
    tally.count("policy.toml", tally.ACCEPTED)
    return "taken, and nothing more to say"


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(way=st.sampled_from(WAYS[1:]), value=VALUES, key=st.sampled_from(KEYS))
def test_any_value_in_any_place_is_taken_or_refused_in_words(way: tuple[Any, ...], value: Any, key: str) -> None:
    table = tomllib.loads(POLICY)
    at = table
    for part in way[:-1]:
        at = at[part]
    at[way[-1]] = value
    if isinstance(at, dict):
        at[key] = value
    assert len(said_of(lambda: policy.read(table, POLICY))) > 20


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(start=st.integers(0, len(POLICY)), length=st.integers(0, 40), put=st.text(max_size=20))
def test_any_text_is_taken_or_refused_in_words(
    start: int, length: int, put: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    text = POLICY[:start] + put + POLICY[start + length :]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert len(said_of(lambda: policy.load(path))) > 20


def test_the_clock_of_no_log_is_refused_where_a_logs_clock_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY.replace("[systems.jms]", "[systems.jmz]"), encoding="utf-8")
    with pytest.raises(
        PolicyError, match="'jmz', which is the system of no log, and 'jms', which is one, has no entry"
    ):
        policy.load(path)
    path.write_text(POLICY.replace("[systems.jms]", "[systems.JMS]"), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"'JMS', which is the system of no log(.|\n)*\[systems.jms\]"):
        policy.load(path)
    path.write_text(POLICY + '\n[systems.spare]\nclock_error = "5s"\n', encoding="utf-8")
    assert policy.load(path).clock_error == {"jms": 90_000_000, "spare": 5_000_000}


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "", "Local"])
def test_a_zone_that_is_no_place_is_refused_and_never_proposed(zone: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'[agency]\ntimezone = "{zone}"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"is no time zone\. Write the facility's by its IANA name, such as 'America"):
        policy.load(path)


MAPPING = """\
[agency]
timezone = "America/New_York"

[reading]
years = [2000, 2100]

[inbox]
ignore = ["*.pdf", "notes/*"]

[limits]
check_before_booking = "5m"

[logs.bookings]
constants = { facility_id = "MAIN" }
precision = "minute"
values.commitment = { "C" = "criminal_court" }
empty = { released_at = ["01/01/1900 00:00", "NULL"] }

[[logs.bookings.layouts]]
files = "old/*.csv"
system = "one"
timestamp_format = "%m/%d/%Y %H%M"
offsets = { EST = "-05:00" }
restore_zeros = { BookNo = 7 }
header = "none"
footer = ["TOTAL"]
widths = { BookNo = [1, 7], Day = [8, 17], Time = [18, 21] }
columns = { booking_id = ["Facility", "BookNo"], booked_at = ["Day", "Time"] }
values.commitment = { "C" = "civil" }

[[logs.bookings.layouts]]
files = "new/*.xlsx"
sheet = "??? 2026"
header = ["BookNo", "Booked"]
decimal = ","
fill_down = ["BookNo"]
only_filled = ["BookNo"]
columns = { released_at = { after = "last_seen", by = ["gone_by", "exported"] } }

[[logs.bookings.layouts.joined]]
files = "releases*.csv"
on = ["booking_id"]
columns = { booking_id = "Bk", release_reason = "Why" }

[logs.checks]
files = "events*.xml"
record = "Events/Event"
columns = { check_id = "@ref" }

[logs.checks.events]
event = "event"
time = ["day", "time"]
entry = "entry"
supersedes = "corrects"

[logs.checks.events.fills]
"SENT" = "requested_at"
"HIT" = { completed_at = "time", result = { is = "wanted" }, officer_id = "user" }

[logs.notifications]
files = "lists/*.json"
snapshots = { taken_at = "file:custody_%Y%m%d", ends = "acknowledged_at" }
"""


def test_every_key_of_a_log_is_a_typed_value_and_a_layout_has_its_log_for_default() -> None:
    read = policy.read(tomllib.loads(MAPPING), MAPPING)
    minute = 60_000_000
    assert (read.years, read.ignore, read.limits.check_before_booking) == (
        (2000, 2100),
        ("*.pdf", "notes/*"),
        5 * minute,
    )
    old, new = read.logs["bookings"].readings
    assert old == LogPolicy(
        files="old/*.csv",
        system="one",
        constants={"facility_id": "MAIN"},
        precision="minute",
        timestamp_format=("%m/%d/%Y %H%M",),
        offsets={"EST": -300},
        empty={"released_at": ("01/01/1900 00:00", "NULL")},
        restore_zeros={"BookNo": 7},
        headless=True,
        footer=("TOTAL",),
        widths={"BookNo": (1, 7), "Day": (8, 17), "Time": (18, 21)},
        columns={"booking_id": Mapped(parts=("Facility", "BookNo")), "booked_at": Mapped(parts=("Day", "Time"))},
        values={"commitment": {"C": "civil"}},
    )
    assert new == LogPolicy(
        files="new/*.xlsx",
        system="bookings",
        constants={"facility_id": "MAIN"},
        precision="minute",
        empty={"released_at": ("01/01/1900 00:00", "NULL")},
        sheet=("??? 2026",),
        header=("BookNo", "Booked"),
        decimal=",",
        fill_down=("BookNo",),
        only_filled=("BookNo",),
        columns={"released_at": Mapped(after=("last_seen",), by=("gone_by", "exported"))},
        values={"commitment": {"C": "criminal_court"}},
        joined=(
            Joined(
                on=("booking_id",),
                half=LogPolicy(
                    files="releases*.csv",
                    system="bookings",
                    columns={"booking_id": Mapped(parts=("Bk",)), "release_reason": Mapped(parts=("Why",))},
                    one_row_per=("booking_id",),
                ),
            ),
        ),
    )
    time = Mapped(parts=("day", "time"))
    assert read.logs["checks"].record == "Events/Event"
    assert read.logs["checks"].events == Events(
        event="event",
        time=time,
        entry="entry",
        supersedes="corrects",
        fills={
            "SENT": {"requested_at": Fill(mapped=time)},
            "HIT": {
                "completed_at": Fill(mapped=Mapped(parts=("time",))),
                "result": Fill(constant="wanted"),
                "officer_id": Fill(mapped=Mapped(parts=("user",))),
            },
        },
    )
    assert read.logs["notifications"].snapshots == Snapshots(
        taken_at=None, taken_at_name="custody_%Y%m%d", ends="acknowledged_at", at_most=24 * 60 * minute
    )


def test_the_default_of_each_key_is_that_of_the_agreed_interface() -> None:
    read = policy.read({"agency": {"timezone": "UTC"}, "logs": {"checks": {"files": "c*"}}}, "")
    assert read.logs["checks"] == LogPolicy(files="c*", system="checks")
    assert (read.years, read.ignore, read.limits.check_before_booking) == ((1990, 2100), (), 0)
    assert read.claim_requires_one_of == ("booking_numbers_continuous", "census_reconciles", "daily_record_agrees")


# what is put under [logs.bookings] | what the refusal says
REFUSED_OF_A_LOG = [
    (
        'timestamp_format = "%m/%d/%Y %H:%M %Z"',
        "has %Z, but a zone's name in a text is not read. Leave it out and list",
    ),
    ('timestamp_format = "%m/%d/%Y %H:%M %p"', 'Write line 6 as:\n    timestamp_format = "%m/%d/%Y %I:%M %p"'),
    ('timestamp_format = "%m/%d/%Y %I:%M"', "has %I without %p: 1 o'clock could be night or day"),
    ('timestamp_format = "%-m/%-d/%Y %-H:%M"', 'Write line 6 as:\n    timestamp_format = "%m/%d/%Y %H:%M"'),
    ('timestamp_format = "%Y-%m-%d %H:%M:%S.%g"', 'Write line 6 as:\n    timestamp_format = "%Y-%m-%d %H:%M:%S.%f"'),
    ('timestamp_format = "%Y-%m-%d %H:%M:%S.%n"', "has %n, which is not read. Write %f."),
    ('timestamp_format = "%F %T"', "has %F, which is not read. Write %Y-%m-%d."),
    ('timestamp_format = "%m/%d/20%y"', "holds digits of its own. Write the directive that reads them: %Y,"),
    ('timestamp_format = "%m/%d/%Y 00:00"', "holds digits of its own"),
    *(
        (f'timestamp_format = "{format_}"', f"has '{word}' beside the time as it stands, by which no zone is read")
        for word, format_ in (
            *(("EST", "%Y-%m-%d %H:%M EST"), ("EST", "%a %b %d %H:%M:%S EST %Y"), ("EST", "%m/%d/%Y EST")),
            *(("UTC", "%Y-%m-%d %H:%M UTC"), ("GMT", "%a %b %d %Y %H:%M GMT"), ("Z", "%Y-%m-%dT%H:%M:%SZ[UTC]")),
            *(("z", "%Y-%m-%d %H:%Mz"), ("Z", "%Y-%m-%d %H:%M (Z)"), ("Z", "Z %Y-%m-%d %H:%M"), ("R", "%d%H%MR %b %y")),
            *(("Eastern", "%m/%d/%Y %H:%M Eastern Time"), ("WAT", "%m/%d/%Y %H:%M WAT"), ("Z", "%Y-%m-%d %H:%M%zZ")),
            *(("America", "%Y-%m-%dT%H:%M[America/New_York]"), ("S", "%m/%d/%Y %H:%MS"), ("M", "%m/%d/%Y %H:%MM")),
        )
    ),
    ('timestamp_format = "%Y-%m-%d %H:%M EST"', 'Write line 6 as:\n    timestamp_format = "%Y-%m-%d %H:%M"'),
    (
        'timestamp_format = ["%m/%d/%Y %H:%M AM", "%m/%d/%Y %H:%M PM"]',
        "has 'AM' as it stands, by which no half of the day is read. Write %I, the hour from 1 to 12, and %p for AM",
    ),
    ('timestamp_format = "%m/%d/%Y %H:%M p"', 'Write line 6 as:\n    timestamp_format = "%m/%d/%Y %I:%M %p"'),
    ('timestamp_format = "%a %m/%d/%Y %H:%M a.m."', "has 'a' as it stands"),
    ('snapshots = { taken_at = "file:list_%Y%m%d_%H%M_UTC" }', "has 'UTC' beside the time as it stands"),
    ('timestamp_format = "%m/%d %H:%M"', "has no year: %Y"),
    ('timestamp_format = "%H:%M"', "has no year: %Y. Compose a date and a time from two columns: columns."),
    ('timestamp_format = "%m/%d/%Y %M"', "has %M without %H or %I"),
    ('timestamp_format = "%m/%d/%Y %H %H:%M"', "has %H and %H for one place in time"),
    ('timestamp_format = "%j %Y %q"', "has a part that no time is read by"),
    ("timestamp_format = 'noon'", "has a part that no time is read by"),
    (
        'values.released_at = { "2026-10-07 10:00" = "2026-10-07 14:05" }',
        "line 6, column 8: logs.bookings.values.released",
    ),
    (
        'values.sequence_no = { "1" = "2" }',
        "values maps codes and flags only. A wrong number is corrected in the source",
    ),
    ('values.booking_id = { "B1" = "B2" }', "values maps codes and flags only. An id may be composed"),
    ('values.void = { "X" = "maybe" }', "names 'maybe', which is not known"),
    ('values.release_reason = { "X" = "" }', 'If it means nothing on record: empty.release_reason = ["X"]'),
    ('constants = { released_at = "2026-10-07" }', "may not stand for released_at: it must be in the records"),
    ('constants = { release_reason = "transfer" }', "In this log constants are for facility_id, commitment."),
    ('constants = { commitment = "court" }', "names 'court', which is not known"),
    (
        'constants = { commitment = "civil" }\ncolumns = { commitment = "C" }',
        "constants and columns both name commitment",
    ),
    ('only = { RelDt = ["x"] }\ncolumns = { released_at = ["RelDt", "RelTm"] }', "asks for values of 'RelDt', a time"),
    (
        'only = { Released_At = ["x"] }',
        "asks for values of 'Released_At', a time. Rows are never left out by their times",
    ),
    (
        'only_filled = ["Released_At"]',
        "only_filled leaves rows out that lack 'Released_At', a time. Rows are never left out by their times",
    ),
    (
        'only_filled = ["At"]\n[logs.bookings.events]\nevent = "E"\ntime = "At"\nfills = { I = "booked_at" }',
        "'At', a time",
    ),
    (
        'only_filled = ["Day"]\n[logs.bookings.events]\nevent = "E"\ntime = "At"\n'
        'fills = { I = { released_at = ["Day", "At"] } }',
        "'Day', a time",
    ),
    ('empty.released_at = ["2026-10-07 10:00"]', "could be a real time of 2026: a time is never emptied"),
    ('empty.released_at = ["10/07/26"]\ntimestamp_format = "%m/%d/%y"', "could be a real time of 2026"),
    ('empty.released_at = ["45000"]', "could be a real time of 2023"),
    ('empty.committed_at = ["SINCE 2026"]', "could be a real time of 2026"),
    *(
        (f'empty.released_at = ["{text}"]\ntimestamp_format = "{format_}"', "could be a real time of 2026")
        for text, format_ in (
            ("10/03/26  14:02", "%m/%d/%y %H:%M"),
            ("10/03/26 14:02", " %m/%d/%y  %H:%M"),
            ("10/03/26 14:02 EDT", "%m/%d/%y %H:%M"),
            ("10/03/26 14:02 .. 10/03/26 14:05", "%m/%d/%y %H:%M"),
            ("01/01/1900 .. 10/03/26 14:02", "%m/%d/%y %H:%M"),
            ("10/08/2619", "%m/%d/%y%H"),
            ("5-OCT-26", "%d-%b-%y"),
        )
    ),
    *(
        (f'empty.released_at = ["{text}"]', "could be a real time")
        for text in (
            *("10/08/26 02:02", "10/08 02:02", "02:02", "0202", "8 Oct 02:02", "9/9/99", "01/01/70", "T2"),
            *("20261008 0202", "20261008020200", "10082026", "100826", "2026281", "1999", "1791208500"),
            *("Oct 8, 2026 2:02 PM", "1900 10/08/26", "10/08/26 1900", "01/01/1900 10/08/26", "1900-01-01 10082026"),
        )
    ),
    (
        "columns = { booked_at = [] }",
        "booked_at must be a name in quotes, or a list of names that belong together, or {",
    ),
    ('columns = { booked_at = { after = "a" } }', "booked_at needs both after and by, each a column of yours"),
    ('columns = { booking_id = { after = "a", by = "b" } }', "booking_id must be a name in quotes, or a list of names"),
    (
        "widths = { BookNo = [9, 2] }",
        "widths.BookNo must be the first and the last place, counted from 1, such as [9, 40]",
    ),
    ('offsets = { EST = "-5" }', 'offsets.EST must be an offset from UTC in quotes, such as "-05:00"'),
    ('offsets = { Z = "-05:00" }', "names 'Z', which is no word for an offset"),
    ('restore_zeros = { BookNo = "7" }', "restore_zeros.BookNo must be the width that the text had, such as 7"),
    ('header = "BookNo"', 'header must list texts of the header row, such as header = ["BookNo"], or be "none"'),
    ('decimal = ";"', 'decimal = \';\' must be "," or "."'),
    ('footer = ["Total", ""]', "footer has an empty text, which every row would fit"),
    ("delimiter = '||'", "line 6, column 14: logs.bookings.delimiter = '||' must be one character, such as \";\""),
    ("sheet = 1", "logs.bookings.sheet must be text in quotes, or a list of texts"),
    ("only = { RecType = { B = true } }", "logs.bookings.only.RecType must be values in quotes, or a list of them"),
    ('record = "A//B"', "record = 'A//B' must be the path of the row's element"),
    ('events = { event = "e", time = "t" }', "events needs fills"),
    ('events = { event = "e", time = "t", fills = { "B" = "person_id" } }', "names 'person_id', which is not known"),
    (
        'events = { event = "e", time = "t", fills = { "B" = { booked_at = { is = "2026-10-07" } } } }',
        "only a code can",
    ),
    ('events = { event = "e", time = "t", fills = { "B" = "booked_at" }, supersedes = "x" }', "supersedes needs entry"),
    ('snapshots = { ends = "released_at" }', "snapshots needs taken_at"),
    ('snapshots = { taken_at = "file:custody_%y" }', "has no month: %m"),
    ('joined = [{ files = "r*.csv", columns = { released_at = "R" } }]', "needs on, the columns that both files have"),
    (
        'columns = { released_at = "A" }\n'
        'joined = [{ files = "r*", on = ["booking_id"], columns = { released_at = "R" } }]',
        "fills released_at, which the log's own files fill too",
    ),
    (
        '[[logs.bookings.layouts]]\nfiles = "a*"\n[[logs.bookings.layouts]]\nfles = "b*"',
        "line 9, column 1: logs.bookings.la",
    ),
    ('[[logs.bookings.layouts]]\nsystem = "a"', "logs.bookings.layouts[1]"),
]


@pytest.mark.parametrize(("line", "says"), REFUSED_OF_A_LOG, ids=[one[0] for one in REFUSED_OF_A_LOG])
def test_what_a_mapping_may_not_do_is_refused_with_what_to_do_instead(line: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    files = 'files = "b*"\n' if 'system = "a"' not in line else "\n"
    path.write_text('[agency]\ntimezone = "America/New_York"\n\n[logs.bookings]\n' + files + line, encoding="utf-8")
    with pytest.raises(PolicyError) as refusal:
        policy.load(path)
    assert says in str(refusal.value)


# the line | the table that it stands in | what the refusal says
REFUSED = [
    (
        "no_duplicates = 'known'",
        "controls.suspended",
        "names no_duplicates, a completeness leg, which cannot be suspended",
    ),
    ("length_of_stay = 'slow'", "controls.suspended", "names length_of_stay, a measure, which cannot be suspended"),
    (
        "requires = ['no_duplicates']",
        "claim",
        "claim.requires leaves out fields_complete, without which no claim stands",
    ),
    ("requires = []", "claim", "line 5, column 1: claim.requires leaves out fields_complete"),
    (
        "requires_one_of = []",
        "claim",
        "claim.requires_one_of is empty. Keep at least one of booking_numbers_continuous",
    ),
    ("requires_one_of = ['no_duplicates']", "claim", "names 'no_duplicates', which is no independent count"),
    ("years = [2100, 1990]", "reading", "reading.years must be the first and the last year"),
    ("ignore = ['../x']", "inbox", "inbox.ignore = '../x' must be a name or glob that stays inside inbox/"),
    ("check_before_booking = '-1s'", "limits", "limits.check_before_booking = '-1s' is no duration"),
    ("final_results = []", "vetting", "vetting.final_results is empty: nothing could be tested."),
    ("commitments = []", "scope", "scope.commitments is empty: nothing could be tested."),
    ("refresher_every = '0mo'", "limits", "limits.refresher_every = '0mo' must be \"none\" or months"),
    *(
        (
            f"name = 'Ban'\nfrom = 2026-08-25\nforbids = ['check']\nstatus = '{status}'",
            "[regimes]",
            f"regimes[1].status = '{status}' is not \"contested\", as which only that word counts.",
        )
        for status in ("contestd", "Contested", "contested in court", "contested ")
    ),
]


@pytest.mark.parametrize(("line", "table", "says"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_a_policy_may_not_do_is_refused(line: str, table: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'[agency]\ntimezone = "America/New_York"\n\n[{table}]\n{line}\n', encoding="utf-8")
    with pytest.raises(PolicyError) as refusal:
        policy.load(path)
    assert says in str(refusal.value)


TAKEN = [
    'timestamp_format = ["%m/%d/%Y %H%M", "%d-%b-%y %I:%M %p", "%A, %B %d, %Y", "%Y%m%d%H%M%S.%f%z"]',
    'timestamp_format = ["%Y-%m-%dT%H:%M:%SZ", "%m/%d/%y %H:%M Z", "%a %b %d %Y %H:%M:%S GMT%z (EDT)"]',
    'timestamp_format = ["%Y%m%d at %H%M hrs", "%Hh%Mm%Ss on %d/%m/%Y", "%d %B %Y a las %H:%M"]',
    'timestamp_format = ["Booked: %d.%m.%Y %H:%M Uhr", "%Y年%m月%d日 %H時%M分"]',
    'snapshots = { taken_at = "file:central_%Y%m%d_%H%M_list" }',
    'empty.released_at = ["00/00/0000 0000", "01/01/1900", "9999-12-31", "NULL", "0", "none"]\n'
    'timestamp_format = "%m/%d/%Y %H%M"',
    'empty.released_at = ["01/01/1900 2010"]\ntimestamp_format = "%m/%d/%Y %H%M"',
    'empty.released_at = ["01/01/70 00:00", "1/1/1900"]\ntimestamp_format = "%m/%d/%y %H:%M"',
    *(
        f'empty.released_at = ["{text}"]'
        for text in (
            *("01/01/1900 00:00", "12/31/9999", "1899-12-30", "00/00/0000", "N/A", "01-Jan-1900", "", "IN CUSTODY"),
            *(
                "Dec 31 9999 11:59PM",
                "Jan  1 1900 12:00:00:000AM",
                "1/1/0001 12:00:00 AM",
                "0001-01-01T00:00:00Z",
                "-1",
            ),
            *("9999-12-31T23:59:59.9999999-05:00", "1/0/1900", "01.01.1900 00.00", "19000101", "01011900", "31DEC9999"),
            *(
                "99991231235959",
                "2958465",
                "-1",
                "99/99/9999 00:00",
                "12:00:00 AM",
                "00:00",
                "01/01/1900 .. 12/31/9999",
            ),
        )
    ),
    'values.void = { "X" = "true", "-" = "false" }',
    'constants = { commitment = "criminal_court", facility_id = "MAIN" }',
    'only = { RecType = ["B", ""] }',
    'fill_down = ["Day", "commitment", "void"]\ncolumns = { released_at = ["Day", "Clock"] }',
    'offsets = { EST = "-05:00", "Eastern Time" = "-05:00", UTC = "+00:00" }',
]


@pytest.mark.parametrize("line", TAKEN)
def test_what_a_mapping_may_do_is_taken(line: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'[agency]\ntimezone = "UTC"\n\n[logs.bookings]\nfiles = "b*"\n{line}', encoding="utf-8")
    assert policy.load(path).logs["bookings"].files == "b*"


def test_a_record_log_has_its_clock_error_of_the_widest_pair_of_systems() -> None:
    text = '[systems.one]\nclock_error = "5s"\n\n[systems.two]\nclock_error = "9s"\n'
    table = tomllib.loads(text + MAPPING.replace('files = "new/*.xlsx"', 'files = "new/*.xlsx"\nsystem = "two"'))
    read = policy.read(table, text)
    assert (read.system("bookings"), read.slack("bookings", "checks")) == ("one, two", 9_000_000)
    assert (read.slack("checks", "notifications"), read.slack("bookings", "bookings")) == (0, 14_000_000)
