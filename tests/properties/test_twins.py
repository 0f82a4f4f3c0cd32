"""Twins: what says the same in another way is decided the same, outcome and reason, whatever the machine."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import rich
from tests.support.jail import Jail

Decided = dict[str, dict[str, tuple[str, str]]]
LOGS = rich.draw(9)
IDS = {"booking_id", "person_id", "facility_id", "check_id", "notification_id", "hold_id", "claim_id", "interview_id"}
IDS |= {"complaint_id", "officer_id"}
UNDECIDABLE = {"interpreter_asked"}


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Jail]:
    return lambda: Jail(tmp_path_factory.mktemp("twin") / "jail", rich.POLICY)


@pytest.fixture(scope="module")
def original(make: Callable[[], Jail]) -> Decided:
    return rich.deliver(make(), LOGS).decide(rich.PERIOD)


def test_the_jail_is_rich_enough_for_twins_to_mean_something(original: Decided) -> None:
    for control, items in original.items():
        outcomes = {outcome for outcome, _ in items.values()} - {"out_of_scope"}
        assert outcomes >= {"met", "exception"}, control
        assert ("undetermined" in outcomes) == (control not in UNDECIDABLE), control
    assert len({(control, said) for control, items in original.items() for said in items.values()}) >= 75


def test_the_order_of_rows_within_a_file_changes_nothing(make: Callable[[], Jail], original: Decided) -> None:
    rng = random.Random(2)
    shuffled = {log: [head, *rng.sample(rows, len(rows))] for log, (head, *rows) in LOGS.items()}
    assert rich.deliver(make(), shuffled).decide(rich.PERIOD) == original


def test_a_log_in_two_files_and_the_order_of_deliveries_of_equal_content_change_nothing(
    make: Callable[[], Jail], original: Decided
) -> None:
    """The second half of the rows comes in the file that is read first; then the logs come in another order."""
    backwards = rich.deliver(make(), LOGS, lambda log, n: f"{log}_{9 - n * 2 // len(LOGS[log])}.csv")
    assert backwards.decide(rich.PERIOD) == original
    late = rich.deliver(make(), {log: LOGS[log] for log in reversed(LOGS)})
    assert late.decide(rich.PERIOD) == original


def test_a_file_that_comes_twice_and_a_row_that_comes_twice_change_nothing(
    make: Callable[[], Jail], original: Decided
) -> None:
    doubled = {log: [*table, *table[1:]] for log, table in LOGS.items()}
    jail = rich.deliver(make(), doubled)
    for path in (jail.folder / "inbox").glob("[!d]*.csv"):
        path.with_name(f"{path.stem}_again.csv").write_bytes(path.read_bytes())
    assert jail.decide(rich.PERIOD) == original


def test_the_names_of_people_things_and_places_change_nothing(make: Callable[[], Jail], original: Decided) -> None:
    """Every id gets another, in the reverse order; the facilities change places too."""
    values = {
        cell for log in LOGS.values() for row in log[1:] for name, cell in zip(log[0], row, strict=True) if name in IDS
    }
    other = {cell: f"é {n}" for n, cell in enumerate(sorted(values - {""}, reverse=True), 1000)} | {"": ""}
    renamed = {
        log: [head, *([other[c] if name in IDS else c for name, c in zip(head, row, strict=True)] for row in rows)]
        for log, (head, *rows) in LOGS.items()
    }

    def named(item: str) -> str:
        kind, colon, one = item.rpartition(":")
        return kind + colon + other[one]

    wanted = {control: {named(item): said for item, said in items.items()} for control, items in original.items()}
    assert rich.deliver(make(), renamed).decide(rich.PERIOD) == wanted


def test_the_same_moments_written_with_their_offset_change_nothing(make: Callable[[], Jail], original: Decided) -> None:
    """All but those in the hour that comes twice, where an offset says more than was known."""

    def rewritten(cell: str) -> str:
        if len(cell) != 16 or cell[4] != "-" or cell[:13] == "2026-11-01 01":
            return cell
        return cell.replace(" ", "T") + ("-04:00" if cell < "2026-11-01 01" else "-0500")

    twin = {log: [[rewritten(cell) for cell in row] for row in table] for log, table in LOGS.items()}
    assert rich.deliver(make(), twin).decide(rich.PERIOD) == original


def test_the_number_of_threads_changes_nothing(make: Callable[[], Jail], original: Decided) -> None:
    """The original has as many as the machine, two at the least wherever these tests run side by side."""
    assert rich.deliver(make(), LOGS).decide(rich.PERIOD, threads=1) == original


@pytest.mark.parametrize(
    "machine",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4294967295"},
    ],
    ids=["east", "west"],
)
def test_the_zone_the_language_and_the_hash_seed_of_the_machine_change_nothing(
    make: Callable[[], Jail], original: Decided, machine: dict[str, str]
) -> None:
    script = (
        "import json, sys; from pathlib import Path\n"
        "from tests.support import rich; from tests.support.jail import Jail\n"
        "jail = rich.deliver(Jail(Path(sys.argv[1]), rich.POLICY), rich.draw(9))\n"
        "print(json.dumps(jail.decide(rich.PERIOD)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(make().folder / "twin")],
        env=os.environ | machine | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = {
        control: {item: tuple(said) for item, said in items.items()}
        for control, items in json.loads(ran.stdout).items()
    }
    assert found == original


def test_a_greater_clock_error_never_turns_an_outcome_into_its_opposite(
    make: Callable[[], Jail], original: Decided
) -> None:
    """It may make a decided item undetermined; none that was undetermined is decided by it.

    A change of custody on paper is the one exception by the letter of the rule: it is one where the moments may meet.
    """
    jail = make()
    jail.extra = rich.POLICY.replace('"60s"', '"5m"').replace('"90s"', '"5m"')
    wider = rich.deliver(jail, LOGS).decide(rich.PERIOD)
    for control in original.keys() - {"custody_not_rewritten", "recorded_before_release"}:
        for item, (outcome, _) in original[control].items():
            assert wider[control][item][0] in (outcome, "undetermined"), (control, item)
