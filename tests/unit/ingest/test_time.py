"""Times as intervals: every macro against an enumeration of moments, by Python's own zone data."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.config.policy import LogPolicy
from reporter.errors import IntegrityError
from reporter.ingest import parse_values
from reporter.warehouse import timezones

CHANGES = {
    "America/New_York": ("2026-03-08 02:00", "2026-11-01 01:00"),
    "Australia/Lord_Howe": ("2026-10-04 02:00", "2026-04-05 01:30"),
    "Europe/London": ("2026-03-29 01:00", "2026-10-25 01:00"),
    "America/Havana": ("2026-03-08 00:00", "2026-11-01 00:00"),
    "Asia/Kolkata": ("2026-03-08 02:00", "2026-11-01 01:00"),
    "Pacific/Apia": ("2011-12-30 00:00", "2011-12-30 12:00"),
    "Asia/Anadyr": ("1984-03-31 06:00", "1984-04-01 00:00"),
}
ZONES = tuple(CHANGES)
FORMS = {
    "%Y-%m-%d": timedelta(days=1),
    "%Y-%m-%d %H": timedelta(hours=1),
    "%Y-%m-%d %H:%M": timedelta(minutes=1),
    "%Y-%m-%dT%H:%M:%S": timedelta(seconds=1),
    "%Y-%m-%d %H:%M:%S.%f": timedelta(microseconds=1),
}
TICK = timedelta(microseconds=1)


def readings(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """All UTC moments that a clock of the zone may have meant by a local time; both offsets where it never was."""
    both = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [one for one in both if one.astimezone(zone).replace(tzinfo=None) == local]
    return [one.replace(tzinfo=None) for one in real or both]


def hull(local: datetime, span: timedelta, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The least and greatest moment over all readings of all moments named: the ends, and each quarter hour between."""
    moments = [local, local + span - TICK]
    step = local
    while step < local + span:
        moments.append(step)
        step += timedelta(minutes=15)
    found = [one for moment in moments for one in readings(moment, zone)]
    return min(found), max(found)


def draw(seed: int, zone: str, count: int) -> list[tuple[str, datetime, timedelta]]:
    """Draw texts, half of them within two days of a change of the clocks."""
    rng = random.Random(seed)
    drawn = []
    for _ in range(count):
        if rng.random() < 0.5:
            near = datetime.fromisoformat(rng.choice(CHANGES[zone]))
            local = near + timedelta(microseconds=rng.randrange(-(10**11), 10**11))
        else:
            local = datetime(2020, 1, 1) + timedelta(microseconds=rng.randrange(10 * 365 * 86_400 * 10**6))
        form = rng.choice(list(FORMS))
        text = local.strftime(form)
        drawn.append((text, datetime.strptime(text, form), FORMS[form]))
    return drawn


@pytest.mark.parametrize("zone", ZONES)
def test_each_recorded_time_becomes_the_hull_of_all_moments_it_may_mean(zone: str, tmp_path: Path) -> None:
    drawn = draw(7, zone, 2_000)
    with warehouse.open_writable(tmp_path) as connection:
        got = typed(connection, [text for text, _, _ in drawn], zone)
    wrong = [
        (text, found, hull(local, span, ZoneInfo(zone)))
        for (text, local, span), found in zip(drawn, got, strict=True)
        if found[:2] != hull(local, span, ZoneInfo(zone))
    ]
    assert not wrong[:3]


@pytest.mark.parametrize("zone", ZONES)
def test_the_repeated_and_the_skipped_hour_are_marked_and_no_other(zone: str, tmp_path: Path) -> None:
    drawn = [one for one in draw(8, zone, 2_000) if one[2] <= timedelta(minutes=1)]
    with warehouse.open_writable(tmp_path) as connection:
        got = typed(connection, [text for text, _, _ in drawn], zone)
    for (text, local, _), (_, _, repeats, skipped, day) in zip(drawn, got, strict=True):
        both = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
        real = [one for one in both if one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local]
        assert (text, repeats, skipped) == (text, len(real) == 2, len(real) == 0)
        assert day == local.date()


def typed(connection: warehouse.Connection, texts: list[str], zone: str, **policy: object) -> list[tuple]:  # type: ignore[type-arg]
    """Read texts as the booked_at of bookings, as the intake does."""
    settings: dict[str, object] = {
        "files": "",
        "system": "",
        "columns": {},
        "values": {},
        "constants": {},
        "only": {},
        "one_row_per": (),
        "timestamp_format": (),
        "precision": None,
        "delimiter": None,
    }
    mapping = LogPolicy(**(settings | policy))  # type: ignore[arg-type]
    connection.execute(timezones.create_zone_weeks(zone))
    connection.execute(
        "create or replace temp table spool as select number as line, null::varchar as fault, "
        "null::varchar as cells, true as this_log, texts[number] as booked_at "
        "from (select ?::varchar[] as texts), range(1, ? + 1) as r(number)",
        [texts, len(texts)],
    )
    connection.execute(parse_values.typed(schemas()["bookings"], mapping, ["booked_at"], (1900, 2100)))
    return warehouse.rows(
        connection,
        "select booked_at_earliest, booked_at_latest, booked_at_repeat is not null, booked_at_skipped, booked_at_on "
        "from typed order by line",
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "policy", "earliest", "latest"),
    [
        ("2026-10-05 14:05", {}, "2026-10-05 18:05:00", "2026-10-05 18:05:59.999999"),
        ("2026-10-05 14:05:09", {}, "2026-10-05 18:05:09", "2026-10-05 18:05:09.999999"),
        ("2026-10-05 14:05:09.5", {}, "2026-10-05 18:05:09.5", "2026-10-05 18:05:09.599999"),
        ("2026-10-05", {}, "2026-10-05 04:00:00", "2026-10-06 03:59:59.999999"),
        ("2026-11-01", {}, "2026-11-01 04:00:00", "2026-11-02 04:59:59.999999"),
        ("2026-10-05T14:05Z", {}, "2026-10-05 14:05:00", "2026-10-05 14:05:59.999999"),
        ("2026-10-05 14:05:00 +05:30", {}, "2026-10-05 08:35:00", "2026-10-05 08:35:00.999999"),
        ("2026-10-05t18:05z", {}, "2026-10-05 18:05:00", "2026-10-05 18:05:59.999999"),
        ("2026-10-05T14:05-0400", {}, "2026-10-05 18:05:00", "2026-10-05 18:05:59.999999"),
        ("2026-10-05 14:05:09", {"precision": "minute"}, "2026-10-05 18:05:00", "2026-10-05 18:05:59.999999"),
        ("2026-10-05 14:05", {"precision": "second"}, "2026-10-05 18:05:00", "2026-10-05 18:05:59.999999"),
        ("2026-10-05 14:05", {"precision": "day"}, "2026-10-05 04:00:00", "2026-10-06 03:59:59.999999"),
        ("2026-10-05T02:05Z", {"precision": "day"}, "2026-10-04 04:00:00", "2026-10-05 03:59:59.999999"),
        (
            "10/05/2026 14:05",
            {"timestamp_format": ("%m/%d/%Y %H:%M",)},
            "2026-10-05 18:05:00",
            "2026-10-05 18:05:59.999999",
        ),
        (
            "10/05/2026",
            {"timestamp_format": ("%m/%d/%Y %H:%M", "%m/%d/%Y")},
            "2026-10-05 04:00:00",
            "2026-10-06 03:59:59.999999",
        ),
    ],
)
def test_a_text_is_read_to_its_own_precision(
    text: str, policy: dict[str, object], earliest: str, latest: str, tmp_path: Path
) -> None:
    with warehouse.open_writable(tmp_path) as connection:
        found = typed(connection, [text], "America/New_York", **policy)[0]
    assert found[:2] == (at(earliest), at(latest))


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-05",
        "2026-02-30 10:00",
        "10/05/2026",
        "2026-10-05 25:00",
        "yesterday",
        "2026-1-5 4:05:09",
        "2026-10-5 4:05:9",
        "0",
    ],
)
def test_what_is_no_time_is_quarantined_and_never_guessed(text: str, tmp_path: Path) -> None:
    with warehouse.open_writable(tmp_path) as connection:
        assert typed(connection, [text], "America/New_York")[0][:2] == (None, None)
        assert "unreadable_time:booked_at" in warehouse.one(connection, "select reasons from typed")


def test_came_before_agrees_with_every_pair_of_moments(tmp_path: Path) -> None:
    """Enumerate all moments between the bounds: met if all agree, exception if none does, else undetermined."""
    rng = random.Random(11)
    cases = []
    for _ in range(10_000):
        a, b = sorted(rng.choices(range(8), k=2)), sorted(rng.choices(range(8), k=2))
        cases.append((*a, *b, rng.choice((0, 0, 1, 2))))
    with warehouse.open_writable(tmp_path) as connection:
        got = warehouse.rows(
            connection,
            "select before_outcome(make_timestamp(c[1]), make_timestamp(c[2]), make_timestamp(c[3]), "
            "make_timestamp(c[4]), c[5], true) from (select unnest(?::bigint[][]) as c)",
            [[list(case) for case in cases]],
        )
    for (a_from, a_to, b_from, b_to, slack), (outcome,) in zip(cases, got, strict=True):
        truths = {
            a + shift < b
            for a in range(a_from, a_to + 1)
            for b in range(b_from, b_to + 1)
            for shift in range(-slack, slack + 1)
        }
        expected = "undetermined" if len(truths) == 2 else "met" if True in truths else "exception"
        assert (a_from, a_to, b_from, b_to, slack, outcome) == (a_from, a_to, b_from, b_to, slack, expected)


def test_took_at_most_agrees_with_every_pair_of_moments(tmp_path: Path) -> None:
    rng = random.Random(12)
    cases = [
        (*sorted(rng.choices(range(8), k=2)), *sorted(rng.choices(range(12), k=2)), rng.randrange(5), rng.randrange(3))
        for _ in range(10_000)
    ]
    with warehouse.open_writable(tmp_path) as connection:
        got = warehouse.rows(
            connection,
            "select within_limit_outcome(make_timestamp(c[1]), make_timestamp(c[2]), make_timestamp(c[3]), "
            "make_timestamp(c[4]), c[5], c[6]) from (select unnest(?::bigint[][]) as c)",
            [[list(case) for case in cases]],
        )
    for (a_from, a_to, b_from, b_to, limit, slack), (outcome,) in zip(cases, got, strict=True):
        truths = {
            b + shift - a <= limit
            for a in range(a_from, a_to + 1)
            for b in range(b_from, b_to + 1)
            for shift in range(-slack, slack + 1)
        }
        expected = "undetermined" if len(truths) == 2 else "met" if True in truths else "exception"
        assert outcome == expected


def test_a_zone_that_changes_its_clocks_twice_in_a_week_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [("", 0, 0), ("2030-01-06 23:00:00", 0, 7200), ("2030-01-08 02:00:00", 7200, 0)]
    monkeypatch.setattr(timezones, "changes", lambda zone: changes)
    timezones._turns.cache_clear()
    with pytest.raises(IntegrityError, match="twice in the week"):
        timezones.create_zone_weeks("Atlantis/Capital")
    timezones._turns.cache_clear()
