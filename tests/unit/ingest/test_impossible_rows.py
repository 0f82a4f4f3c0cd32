"""Rows that can be read but cannot be so are quarantined, whatever the order in which their files came."""

import pytest

from reporter import warehouse
from reporter.errors import InputRefused
from tests.support.jail import Jail

HEAD = "booking_id | person_id | facility_id | booked_at | commitment | released_at"
CHECKS = "check_id | booking_id | result | completed_at"
MANIFEST = "log | file | covers_from | covers_to | rows | exported_at"

# story | log | row | reason, with a manifest of October
ROWS = """
within its month      | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-10-06 09:00 |
released before       | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-10-04 09:00 | impossible_order
released same minute  | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-10-05 08:00 |
days of one date      | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-10-05       |
a year too late       | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2027-10-06 09:00 | in_the_future
31 days after         | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-12-01 22:00 |
32 days after         | bookings | B1, P1, MAIN, 2026-10-05 08:00, arrest, 2026-12-02 23:00 | in_the_future
day and month swapped | bookings | B1, P1, MAIN, 2026-05-10 08:00, arrest, 2026-06-10 09:00 | outside_its_file
booked long before    | bookings | B1, P1, MAIN, 2024-05-10 08:00, arrest, 2026-10-06 09:00 |
still in custody      | bookings | B1, P1, MAIN, 2024-05-10 08:00, arrest,                  |
a check of last year  | checks   | C1, B1, clear, 2025-10-05 08:00                          | outside_its_file
a check of September  | checks   | C1, B1, clear, 2026-09-05 08:00                          |
"""


def reasons(jail: Jail, log: str) -> list[list[str]]:
    with warehouse.open_read_only(jail.folder) as connection:
        query = f"select reasons from records.quarantine where log = '{log}' order by delivery_id, line"
        return [row[0] for row in warehouse.rows(connection, query)]


def accepted(jail: Jail, log: str) -> int:
    with warehouse.open_read_only(jail.folder) as connection:
        return warehouse.count(connection, f"records.{log}")


@pytest.mark.parametrize("line", ROWS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
@pytest.mark.parametrize("manifest_first", [True, False])
def test_a_row_that_cannot_be_so_is_quarantined(jail: Jail, line: str, manifest_first: bool) -> None:
    _, log, row, reason = (cell.strip() for cell in line.split("|"))
    manifest = f"{MANIFEST}\n{log} | {log}.csv | 2026-10-01 | 2026-10-31 | 1 | "
    if manifest_first:
        jail.deliver("deliveries", manifest)
    head = HEAD if log == "bookings" else CHECKS
    jail.deliver(log, f"{head}\n{row.replace(',', '|')}")
    jail.ingest()
    jail.deliver("deliveries", manifest)
    jail.ingest()
    assert reasons(jail, log) == ([[reason]] if reason else [])
    assert accepted(jail, log) == (0 if reason else 1)


# story | begins | ends | whether it is wrong
LETTERS = """
ended before it began | 2026-10-06 | 2026-10-05 | !
one day               | 2026-10-06 | 2026-10-06 |
has no end            | 2026-10-06 |            |
"""


@pytest.mark.parametrize("line", LETTERS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_an_authorization_that_ends_before_it_begins_is_quarantined(jail: Jail, line: str) -> None:
    _, begins, ends, wrong = (cell.strip() for cell in line.split("|"))
    jail.deliver("authorizations", f"officer_id | authorized_from | authorized_to\nO1 | {begins} | {ends}")
    jail.ingest()
    assert reasons(jail, "authorizations") == ([["impossible_order"]] if wrong else [])


SPANS = {
    "holds": "hold_id|booking_id|kind|placed_at|lifted_at\nH1|B1|sentence",
    "movements": "booking_id|reason|out_at|in_at\nB1|court",
}


@pytest.mark.parametrize("log", SPANS)
@pytest.mark.parametrize("line", LETTERS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_hold_and_an_absence_that_end_before_they_begin_are_quarantined(jail: Jail, log: str, line: str) -> None:
    _, begins, ends, wrong = (cell.strip() for cell in line.split("|"))
    jail.deliver(log, f"{SPANS[log]}|{begins}|{ends}")
    jail.ingest()
    assert reasons(jail, log) == ([["impossible_order"]] if wrong else [])


def test_what_a_later_manifest_declares_takes_a_row_back(jail: Jail) -> None:
    jail.deliver("deliveries", f"{MANIFEST}\nchecks | checks.csv | 2026-10-01 | 2026-10-31 | 1 | 2026-11-01 08:00")
    jail.deliver("checks", f"{CHECKS}\nC1 | B1 | clear | 2026-11-20 08:00")
    jail.ingest()
    assert reasons(jail, "checks") == [["in_the_future"]]
    jail.deliver(
        "deliveries",
        f"{MANIFEST}\nchecks | checks.csv | 2026-10-01 | 2026-10-31 | 1 | 2026-12-01 08:00",
        "deliveries2.csv",
    )
    jail.ingest()
    assert (reasons(jail, "checks"), accepted(jail, "checks")) == ([], 1)


# story | later row of B1 | reason
NUMBERS = """
a release is filled in | B1 | P1 | MAIN  | 2026-10-05 08:00 | arrest | 2026-10-06 10:00 |
another person alone   | B1 | P9 | MAIN  | 2026-10-05 08:00 | arrest | 2026-10-06 09:00 |
another day alone      | B1 | P1 | MAIN  | 2026-10-04 08:00 | arrest | 2026-10-06 09:00 |
booked after release   | B1 | P1 | MAIN  | 2026-10-07 08:00 | arrest | 2026-10-08 09:00 | number_of_another_stay
person and facility    | B1 | P9 | ANNEX | 2026-10-05 08:00 | arrest | 2026-10-06 09:00 | number_of_another_stay
person and day         | B1 | P9 | MAIN  | 2026-10-04 08:00 | arrest | 2026-10-06 09:00 | number_of_another_stay
"""


@pytest.mark.parametrize("line", NUMBERS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_number_used_for_two_stays_is_no_correction(jail: Jail, line: str) -> None:
    _, row, reason = line.split("|", 1)[0], line.split("|", 1)[1].rpartition("|")[0], line.rpartition("|")[2].strip()
    jail.deliver("bookings", f"{HEAD}\nB1 | P1 | MAIN | 2026-10-05 08:00 | arrest | 2026-10-06 09:00")
    jail.ingest()
    jail.deliver("bookings", f"{HEAD}\n{row}", "bookings2.csv")
    jail.ingest()
    assert reasons(jail, "bookings") == ([[reason]] if reason else [])
    with warehouse.open_read_only(jail.folder) as connection:
        standing = warehouse.rows(connection, "select delivery_id from records.bookings where standing")
    assert standing == [(1 if reason else 2,)]


WHOLE = "P1 | MAIN | 2026-10-05 08:00 | arrest | 2026-10-06 09:00"
BARE = " |  |  |  | "
UNREAD = "P1 | MAIN | none | what | "
OTHER = "P9 | MAIN | 2025-10-05 08:00 | arrest | 2025-10-06 09:00"
AGAIN = "P1 | MAIN | 2026-10-08 08:00 | arrest | "
VOIDED = {  # the earlier row of B1 and the later one, each with its void flag; the reason of the later one
    "voided late": (f"{WHOLE} |", f"{WHOLE} | 1", ""),
    "voided by its number alone": (f"{WHOLE} |", f"{BARE} | 1", ""),
    "voided by a row that is unreadable": (f"{WHOLE} |", f"{UNREAD} | 1", ""),
    "voided by mistake": (f"{BARE} | 1", f"{WHOLE} |", ""),
    "void and of last year": (f"{WHOLE} |", f"{OTHER} | 1", "number_of_another_stay"),
    "void and booked again": (f"{WHOLE} |", f"{AGAIN} | 1", "number_of_another_stay"),
}


@pytest.mark.parametrize("story", VOIDED)
def test_a_row_voids_the_stay_that_it_is_of_and_no_other(jail: Jail, story: str) -> None:
    *rows, reason = VOIDED[story]
    for number, row in enumerate(rows, 1):
        jail.deliver("bookings", f"{HEAD} | void\nB1 | {row}", f"bookings{number}.csv")
        jail.ingest()
    assert reasons(jail, "bookings") == ([[reason]] if reason else [])


def test_a_check_that_names_another_stay_corrects_nothing(jail: Jail) -> None:
    jail.deliver("checks", f"{CHECKS}\nC1 | B1 | clear | 2026-10-05 08:00\nC2 | B2 | pending | 2026-10-05 08:00")
    jail.ingest()
    jail.deliver(
        "checks", f"{CHECKS}\nC1 | B7 | clear | 2026-10-05 08:00\nC2 | B2 | clear | 2026-10-05 08:00", "checks2.csv"
    )
    jail.ingest()
    assert reasons(jail, "checks") == [["id_of_another_stay"]]


# story | id | stands, or reason
IDS = """
plain                     | B1            | B1
an invisible sign behind  | B1\\u200b     | B1
a no-break space before   | \\u00a0B1     | B1
an invisible sign within  | B\\u200b1     | id_damaged:booking_id
a tab within              | B\\t1         | id_damaged:booking_id
scientific notation       | 8.8E+10       | id_damaged:booking_id
scientific, without point | 9E+10         | id_damaged:booking_id
an E between digits       | 26E-104       | 26E-104
a plus                    | B+1           | B+1
an accent                 | \\u00c9-1     | \\u00c9-1
"""


@pytest.mark.parametrize("line", IDS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_an_id_is_trimmed_or_quarantined(jail: Jail, line: str) -> None:
    _, text, stands = (cell.strip(" ").encode("latin-1").decode("unicode_escape") for cell in line.split("|"))
    path = jail.deliver("bookings", HEAD)
    path.write_text(f"{path.read_text()}{text},P1,MAIN,2026-10-05 08:00,arrest,\n", encoding="utf-8")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        found = warehouse.rows(connection, "select booking_id from records.bookings")
    assert [*found, *((one,) for row in reasons(jail, "bookings") for one in row)] == [(stands,)]


def test_a_column_that_one_file_lacks_is_refused_and_the_others_are_taken_in(jail: Jail) -> None:
    jail.deliver("bookings", f"{HEAD}\nB1 | P1 | MAIN | 2026-10-05 08:00 | arrest | 2026-10-06 09:00")
    jail.deliver(
        "bookings",
        f"{HEAD.replace('released_at', 'Rel_Dt')}\nB2|P2|MAIN|2026-10-05 08:00|arrest|2026-10-06 09:00",
        "bookings2.csv",
    )
    jail.deliver("checks", f"{CHECKS}\nC1 | B1 | clear | 2026-10-05 08:00")
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    assert str(refused.value) == (
        "bookings2.csv has no column 'released_at', which bookings.csv, the first file of [logs.bookings], has. "
        "The nearest that is not mapped and whose values fit is 'Rel_Dt': released_at = \"Rel_Dt\". "
        "Ask for the file with all its columns, or describe files like it in [[logs.bookings.layouts]]. "
        "Taken in all the same: bookings.csv (bookings, 1 rows), checks.csv (checks, 1 rows)."
    )
    assert (accepted(jail, "bookings"), accepted(jail, "checks")) == (1, 1)


def test_a_column_that_one_file_lacks_is_not_said_to_be_one_whose_values_do_not_fit(jail: Jail) -> None:
    jail.deliver("bookings", f"{HEAD}\nB1 | P1 | MAIN | 2026-10-05 08:00 | arrest | 2026-10-06 09:00")
    jail.deliver(
        "bookings",
        f"{HEAD.replace('released_at', 'released_to | left_at')}\n"
        "B2|P2|MAIN|2026-10-05 08:00|arrest|mother|2026-10-06 09:00\nB3|P3|MAIN|2026-10-05 08:00|arrest||",
        "bookings2.csv",
    )
    with pytest.raises(InputRefused, match=r"has no column 'released_at'") as refused:
        jail.ingest()
    assert "released_to" not in str(refused.value)
    assert "The nearest that is not mapped and whose values fit is 'left_at': released_at = \"left_at\"." in str(
        refused.value
    )


# story | row, with void and sequence_no | reason
VOID = """
nothing but its number | B1 |  |  |  |  |  | true | 7 |
its sequence_no alone |  |  |  |  |  |  | true | 7 |
no number at all |  | P1 | MAIN | 2026-10-05 08:00 | arrest |  | true |  | missing:booking_id
times that cannot be | B1 | P1 | MAIN | 2026-10-05 08:00 | what | 2026-10-01 08:00 | true | 7 |
a number that is none | B1 | P1 | MAIN | 2026-10-05 08:00 | what |  | true | x | not_a_number:sequence_no
a flag that is not known | B1 | P1 | MAIN | 2026-10-05 08:00 | arrest |  | -1 | 7 | not_yes_or_no:void
not void | B1 | P1 | MAIN | 2026-10-05 08:00 | what |  | no | 7 | unknown_code:commitment
"""


@pytest.mark.parametrize("line", VOID.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_void_row_needs_its_number_alone(jail: Jail, line: str) -> None:
    cells = line.split("|")
    jail.deliver("bookings", f"{HEAD} | void | sequence_no\n{'|'.join(cells[1:9])}")
    jail.ingest()
    assert reasons(jail, "bookings") == ([[cells[9].strip()]] if cells[9].strip() else [])
