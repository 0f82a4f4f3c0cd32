"""A wrong policy is refused by line and column, with the line as it should be, and never by a crash."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.config import policy
from reporter.errors import PolicyError
from tests.hostile import CASES, tally

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
        'system = "jms"',
        "system = 7",
        "policy.toml, "
        "line 14, column 10: logs.checks.system = 7 must be text in quotes. Write line 14 as:\n"
        '    system = "7"',
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
    path.write_text(POLICY + '\n[systems.spare]\nclock_error = "5s"\n', encoding="utf-8")
    assert policy.load(path).clock_error == {"jms": 90_000_000, "spare": 5_000_000}
