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


def stories(table: str, sign: str = "|") -> list[list[str]]:
    """Split a table of stories into cells."""
    return [[cell.strip() for cell in line.split(sign)] for line in table.strip().splitlines()]


def fates(jail: Jail, log: str) -> dict[str, str]:
    """Return of each file of a log, which has one row, for which reason that is quarantined, or that it stands."""
    query = (
        "select file, coalesce(reasons[1], ''), len(reasons) from records.delivered "
        "left join (select delivery_id, reasons from records.quarantine) using (delivery_id) "
        f"where log = '{log}' and received = accepted + quarantined and received = 1"
    )
    with warehouse.open_read_only(jail.folder) as connection:
        found = warehouse.rows(connection, query)
    assert all(count in (None, 1) for _, _, count in found)
    return {file: reason for file, reason, _ in found}


@pytest.mark.parametrize("manifest_first", [True, False])
def test_a_row_that_cannot_be_so_is_quarantined(jail: Jail, manifest_first: bool) -> None:
    manifest, wanted = [MANIFEST], dict[str, dict[str, str]](bookings={}, checks={})
    for number, (_, log, row, reason) in enumerate(stories(ROWS), 1):
        file = f"{log}{number}.csv"
        head = HEAD if log == "bookings" else CHECKS
        jail.deliver(log, f"{head}\n{row.replace('1,', f'{number},', 1).replace(',', '|')}", file)
        manifest.append(f"{log} | {file} | 2026-10-01 | 2026-10-31 | 1 | ")
        wanted[log][file] = reason
    if manifest_first:
        jail.deliver("deliveries", "\n".join(manifest))
    jail.ingest()
    jail.deliver("deliveries", "\n".join(manifest))
    jail.ingest()
    assert {log: fates(jail, log) for log in wanted} == wanted
    for log, files in wanted.items():
        assert accepted(jail, log) == list(files.values()).count("")


# story | begins | ends | whether it is wrong
LETTERS = """
ended before it began | 2026-10-06 | 2026-10-05 | !
one day               | 2026-10-06 | 2026-10-06 |
has no end            | 2026-10-06 |            |
"""


SPANS = {
    "authorizations": "officer_id|authorized_from|authorized_to\nO{n}",
    "holds": "hold_id|booking_id|kind|placed_at|lifted_at\nH{n}|B1|sentence",
    "movements": "booking_id|reason|out_at|in_at\nB{n}|court",
}


def test_an_authorization_a_hold_and_an_absence_that_end_before_they_begin_are_quarantined(jail: Jail) -> None:
    wanted: dict[str, dict[str, str]] = {}
    for log, row in SPANS.items():
        wanted[log] = {}
        for n, (_, begins, ends, wrong) in enumerate(stories(LETTERS), 1):
            jail.deliver(log, f"{row.format(n=n)}|{begins}|{ends}", f"{log}{n}.csv")
            wanted[log][f"{log}{n}.csv"] = "impossible_order" if wrong else ""
    jail.ingest()
    assert {log: fates(jail, log) for log in SPANS} == wanted


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


def test_a_number_used_for_two_stays_is_no_correction(jail: Jail) -> None:
    wanted, stands = {}, {}
    for n, (_, _, *cells, reason) in enumerate(stories(NUMBERS), 1):
        first = f"B{n} | P1 | MAIN | 2026-10-05 08:00 | arrest | 2026-10-06 09:00"
        jail.deliver("bookings", f"{HEAD}\n{first}", f"bookings{n}a.csv")
        jail.deliver("bookings", f"{HEAD}\n{'|'.join([f'B{n}', *cells])}", f"bookings{n}b.csv")
        wanted |= {f"bookings{n}a.csv": "", f"bookings{n}b.csv": reason}
        stands[f"B{n}"] = f"bookings{n}{'a' if reason else 'b'}.csv"
    jail.ingest()
    assert fates(jail, "bookings") == wanted
    query = "select booking_id, file from records.bookings join records.delivered using (delivery_id) where standing"
    with warehouse.open_read_only(jail.folder) as connection:
        assert dict(warehouse.rows(connection, query)) == stands


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


def test_a_row_voids_the_stay_that_it_is_of_and_no_other(jail: Jail) -> None:
    wanted = {}
    for n, (*rows, reason) in enumerate(VOIDED.values(), 1):
        for file, row in zip((f"bookings{n}a.csv", f"bookings{n}b.csv"), rows, strict=True):
            jail.deliver("bookings", f"{HEAD} | void\nB{n} | {row}", file)
            wanted[file] = ""
        wanted[f"bookings{n}b.csv"] = reason
    jail.ingest()
    assert fates(jail, "bookings") == wanted


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


def test_an_id_is_trimmed_or_quarantined(jail: Jail) -> None:
    """Each in a file of its own, which shows its fate."""
    wanted = {}
    for n, line in enumerate(IDS.strip().splitlines(), 1):
        _, text, stands = (cell.strip(" ").encode("latin-1").decode("unicode_escape") for cell in line.split("|"))
        path = jail.deliver("bookings", HEAD, f"bookings{n}.csv")
        row = f"{text.replace('B1', f'B{n}')},P1,MAIN,2026-10-05 08:00,arrest,\n"
        path.write_text(f"{path.read_text()}{row}", encoding="utf-8")
        wanted[path.name] = stands.replace("B1", f"B{n}")
    jail.ingest()
    query = "select file, booking_id from records.delivered join records.bookings using (delivery_id)"
    with warehouse.open_read_only(jail.folder) as connection:
        found = dict(warehouse.rows(connection, query))
    set_aside = {file: reason for file, reason in fates(jail, "bookings").items() if reason}
    assert (found | set_aside, found.keys() & set_aside) == (wanted, set())


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


def test_a_void_row_needs_its_number_alone(jail: Jail) -> None:
    wanted = {}
    for n, line in enumerate(VOID.strip().splitlines(), 1):
        cells = line.replace("B1", f"B{n}").replace("| 7 |", f"| {n + 10} |").split("|")
        jail.deliver("bookings", f"{HEAD} | void | sequence_no\n{'|'.join(cells[1:9])}", f"bookings{n}.csv")
        wanted[f"bookings{n}.csv"] = cells[9].strip()
    jail.ingest()
    assert fates(jail, "bookings") == wanted
