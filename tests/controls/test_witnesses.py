"""The witness of an outcome is the record that decided it, by file and line."""

from collections.abc import Callable

from reporter import warehouse
from reporter.audit import controls, views
from reporter.config import policy
from reporter.config.period import period
from tests.support.jail import Jail

STAYS = """
booking_id | person_id | facility_id | booked_at        | commitment     | released_at      | release_reason
bailed     | p1        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-06 10:00 | bail
handed     | p2        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-06 10:00 | to_ice
"""
CHECKS = """
check_id | booking_id | result  | completed_at     | officer_id
c1       | bailed     | pending | 2026-10-05 09:00 | O1
c4       | vetted     | clear   | 2026-10-05 09:00 |
"""
LATER = """
check_id | booking_id | result  | completed_at     | officer_id
c3       | other      | pending | 2026-10-05 09:00 | O1
c2       | bailed     | clear   | 2026-10-05 09:30 |
c5       | vetted     | clear   | 2026-10-05 09:30 | O1
c6       | late       | clear   | 2026-10-06 11:10 | O1
c7       | bailed     | clear   | 2026-10-05 09    |
c8       | vetted     | clear   | 2026-10-05 09    | O1
c9       | late       | clear   | 2026-10-06 11    | O1
c10      | receipts   | pending | 2026-10-05 09:30 | O1
c11      | receipts   | pending | 2026-10-05 09    | O1
"""
HOLDS = """
hold_id | booking_id | kind        | placed_at
h1      | handed     | ice_warrant | 2026-10-05 09:00
h2      | handed     | ice_warrant | 2026-10-06 10:00
"""


def witnesses(jail: Jail, control: str) -> dict[str, tuple[str, list[str]]]:
    jail.ingest()
    chosen = policy.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection:
        views.build(connection, chosen, period("2026-10"))
        controls.run(connection, chosen, set(jail.logs))
        query = (
            "select item, outcome, list_transform(witness, lambda one: one.file || ' ' || one.line) "
            f"from results.{control} order by item"
        )
        return {item: (outcome, seen) for item, outcome, seen in warehouse.rows(connection, query)}


def test_a_check_that_may_count_is_shown_and_not_an_earlier_one_that_cannot(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail("\n[vetting]\nrequire_authorized_officer = true\n")
    more = [STAYS.splitlines()[2].replace("bailed", one).replace("p1", one) for one in ("vetted", "late", "receipts")]
    jail.deliver("bookings", STAYS + "\n".join(more))
    jail.deliver("checks", CHECKS)
    jail.deliver("checks", LATER, "checks_2.csv")
    jail.deliver("authorizations", "officer_id | authorized_from\nO1 | 2020-01-01")
    jail.manifest()
    assert witnesses(jail, "vetted_before_release") == {
        "bailed": ("undetermined", ["bookings.csv 2", "checks_2.csv 6"]),  # it may be the first
        "handed": ("exception", ["bookings.csv 3"]),
        "vetted": ("met", ["bookings.csv 4", "checks_2.csv 4"]),  # the first that surely was; c4 has no officer
        "late": ("exception", ["bookings.csv 5", "checks_2.csv 8"]),
        "receipts": ("exception", ["bookings.csv 6", "checks_2.csv 10"]),
    }


def test_of_several_holds_the_one_that_starts_at_the_release_is_shown(jail: Jail) -> None:
    jail.deliver("bookings", STAYS)
    jail.deliver("holds", HOLDS)
    jail.deliver("movements", "booking_id | out_at | in_at | reason\nother | 2026-10-01 09:00 | | court")
    jail.manifest()
    assert witnesses(jail, "custody_not_rewritten") == {"handed": ("exception", ["bookings.csv 3", "holds.csv 3"])}


def test_of_several_notices_the_one_that_may_be_the_earliest_is_shown(jail: Jail) -> None:
    jail.deliver("bookings", STAYS)
    jail.deliver("checks", "check_id | booking_id | result | completed_at\nc1 | bailed | wanted | 2026-10-05 09:00")
    jail.deliver(
        "notifications",
        """
        notification_id | booking_id | sent_at
        n1              | bailed     | 2026-10-06 10:01
        n2              | bailed     | 2026-10-06 10
        """,
    )
    jail.manifest()
    shown = {"bailed": ("undetermined", ["bookings.csv 2", "checks.csv 2", "notifications.csv 3"])}
    assert witnesses(jail, "hit_notified_before_release") == shown


def test_of_several_hits_and_notices_the_first_that_is_not_too_early_is_shown(jail: Jail) -> None:
    head = STAYS.splitlines()[1]
    stays = [STAYS.splitlines()[2].replace("bailed", one).replace("p1", one) for one in ("two", "early", "none")]
    jail.deliver("bookings", "\n".join([head, *stays]))
    hits = (
        "two|2026-10-05 09:30",
        "two|2026-10-05 09",
        "early|2026-10-05 09:30",
        "early|2026-10-05 07:00",
        "none|2026-10-05 09:30",
    )
    rows = [f"c{n} | wanted | {one}" for n, one in enumerate(hits, 1)]
    jail.deliver("checks", "\n".join(["check_id | result | booking_id | completed_at", *rows]))
    jail.deliver(
        "notifications",
        """
        notification_id | booking_id | sent_at
        n1              | two        | 2026-10-05 07:00
        n2              | two        | 2026-10-05 10:05:30
        n3              | two        | 2026-10-05 10:05
        n4              | two        | 2026-10-05 10:05:40
        n5              | early      | 2026-10-05 06:30
        n6              | early      | 2026-10-05 06
        n7              | early      | 2026-10-05 07:00
        """,
    )
    jail.manifest()
    # A notice that surely came first shows that ICE was told in time; one that may have come first, when it was told.
    assert witnesses(jail, "notified_in_time") == {
        "two": ("undetermined", ["checks.csv 3", "notifications.csv 3"]),
        "early": ("undetermined", ["checks.csv 4", "notifications.csv 7"]),
        "none": ("exception", ["checks.csv 6"]),
    }
    assert witnesses(jail, "hit_notified_before_release") == {
        "two": ("met", ["bookings.csv 2", "checks.csv 3", "notifications.csv 4"]),
        "early": ("undetermined", ["bookings.csv 3", "checks.csv 4", "notifications.csv 7"]),
        "none": ("exception", ["bookings.csv 4", "checks.csv 6"]),
    }


def test_of_several_checks_the_one_that_was_surely_written_down_first_is_shown(jail: Jail) -> None:
    jail.deliver("bookings", STAYS)
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result | completed_at     | recorded_at
        c1       | bailed     | clear  | 2026-10-05 09:00 | 2026-10-05 09
        c2       | bailed     | clear  | 2026-10-05 09:00 | 2026-10-05 09:30
        c3       | bailed     | clear  | 2026-10-05 09:00 |
        """,
    )
    jail.manifest()
    assert witnesses(jail, "recorded_before_release") == {"bailed": ("met", ["bookings.csv 2", "checks.csv 3"])}


def test_of_several_courses_the_one_that_was_passed_is_shown(jail: Jail) -> None:
    jail.deliver("bookings", STAYS)
    jail.deliver(
        "checks",
        "check_id | booking_id | result | completed_at | officer_id\nc1 | bailed | clear | 2026-10-05 09:00 | O1",
    )
    jail.deliver(
        "training",
        """
        officer_id | course | completed_on | exam_passed
        O1         | basic  | 2026-01-09   | yes
        O1         | basic  | 2026-02-09   |
        """,
    )
    jail.manifest()
    assert witnesses(jail, "training_current") == {"c1": ("met", ["checks.csv 2", "training.csv 2"])}


def test_an_ice_hold_is_shown_where_it_is_the_only_ground_and_the_first_of_several(jail: Jail) -> None:
    head = "booking_id | person_id | facility_id | booked_at | commitment | release_authorized_at | released_at"
    times = "MAIN | 2026-10-05 08:00 | civil | 2026-10-05 10:00 | 2026-10-05 20:00"
    stays = [f"{one} | {one} | {times}" for one in ("ice", "late", "warrant")]
    jail.deliver("bookings", "\n".join([head, *stays]))
    jail.deliver(
        "holds",
        """
        hold_id | booking_id | kind             | placed_at
        h1      | ice        | ice_detainer     | 2026-10-05 09:00:30
        h2      | ice        | ice_warrant      | 2026-10-05 09:00
        h3      | warrant    | ice_warrant      | 2026-10-05 09:00
        h4      | warrant    | judicial_warrant | 2026-10-05 09:00
        """,
    )
    jail.manifest()
    assert witnesses(jail, "not_held_too_long") == {
        "ice": ("exception", ["bookings.csv 2", "holds.csv 3"]),
        "late": ("exception", ["bookings.csv 3"]),
        "warrant": ("met", ["bookings.csv 4"]),
    }
