"""Intake: nothing lost, nothing taken twice, nothing guessed."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.errors import InputRefused, PolicyError
from reporter.ingest import load_files
from tests.support.jail import Jail

HEADER = "booking_id|person_id|facility_id|booked_at|commitment|released_at\n"
ONE = HEADER + "b1|p1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 14:05\n"


def accounts(jail: Jail) -> list[dict[str, object]]:
    with warehouse.open_read_only(jail.folder) as connection:
        return warehouse.records(
            connection,
            "select log, file, received, accepted, quarantined, folded, not_this_log, repeated from records.delivered "
            "order by delivery_id",
        )


def quarantined(jail: Jail) -> list[tuple[int, list[str], str, bool]]:
    with warehouse.open_read_only(jail.folder) as connection:
        query = "select line, reasons, raw, unmended from records.quarantine order by delivery_id, line"
        return warehouse.rows(connection, query)


def standing(jail: Jail, columns: str = "booking_id, released_at_text") -> list[tuple[object, ...]]:
    with warehouse.open_read_only(jail.folder) as connection:
        return warehouse.rows(connection, f"select {columns} from records.bookings where standing order by all")


def account(file: str, received: int, accepted: int, **others: object) -> dict[str, object]:
    zero = {"quarantined": 0, "folded": 0, "not_this_log": 0, "repeated": False}
    return {"log": "bookings", "file": file, "received": received, "accepted": accepted} | zero | others


def test_every_row_that_cannot_be_read_is_kept_with_its_line_its_text_and_every_reason(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        ONE
        + "b2|p2|MAIN|5 Oct|court|2026-10-05\nb3||MAIN|2026-10-05 08:00|civil|\nb4|p4|MAIN\n|p5|MAIN|2026-10-05|civil|",
    )
    jail.ingest()
    assert accounts(jail) == [account("bookings.csv", 5, 1, quarantined=4)]
    assert quarantined(jail) == [
        (3, ["unreadable_time:booked_at", "unknown_code:commitment"], "b2,p2,MAIN,5 Oct,court,2026-10-05", True),
        (4, ["missing:person_id"], "b3,,MAIN,2026-10-05 08:00,civil,", True),
        (5, ["too_few_fields"], "b4,p4,MAIN", True),
        (6, ["missing:booking_id"], ",p5,MAIN,2026-10-05,civil,", True),
    ]


def test_a_file_delivered_twice_is_taken_once(jail: Jail) -> None:
    jail.deliver("bookings", ONE)
    jail.ingest()
    assert jail.ingest() == []
    jail.deliver("bookings", ONE, "bookings_again.csv")
    jail.ingest()
    assert accounts(jail) == [account("bookings.csv", 1, 1), account("bookings_again.csv", 0, 0, repeated=True)]
    assert standing(jail) == [("b1", "2026-10-05 14:05")]


def test_equal_rows_fold_and_of_unequal_ones_the_first_stands(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        ONE + "b1|p1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 14:05\n"
        "b1|p1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 15:00\n",
    )
    assert jail.contradictions("no_duplicates") == {"bookings:b1": "two_rows_one_id"}
    assert accounts(jail) == [account("bookings.csv", 3, 2, folded=1)]
    assert standing(jail) == [("b1", "2026-10-05 14:05")]


def test_a_later_delivery_corrects_and_the_earlier_row_is_kept(jail: Jail) -> None:
    jail.deliver("bookings", ONE)
    jail.deliver("bookings", ONE.replace("14:05", "15:00"), "bookings-2.csv")
    jail.ingest()
    assert standing(jail) == [("b1", "2026-10-05 15:00")]
    with warehouse.open_read_only(jail.folder) as connection:
        assert warehouse.rows(connection, "select * from records.corrections") == [("bookings", "b1", 2, 2, 1, 2)]
        assert warehouse.count(connection, "records.bookings") == 2
    assert jail.contradictions("no_duplicates") == {}


def test_files_are_taken_in_the_order_of_their_numbers(jail: Jail) -> None:
    for number in (10, 9, 1):
        jail.deliver("bookings", ONE.replace("14:05", f"14:{number:02d}"), f"bookings_{number}.csv")
    jail.ingest()
    assert standing(jail) == [("b1", "2026-10-05 14:10")]


def test_one_row_per_stay_folds_rows_that_agree_and_quarantines_those_that_do_not(jail: Jail) -> None:
    jail.log_settings["bookings"] = 'one_row_per = ["booking_id"]'
    row = "|p1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 14:05\n"
    jail.deliver("bookings", HEADER + "b1" + row + "b1" + row + "b2" + row + "b2" + row.replace("14:05", "14:06"))
    jail.ingest()
    assert accounts(jail) == [account("bookings.csv", 4, 1, folded=1, quarantined=2)]
    assert [one[1] for one in quarantined(jail)] == [["conflicting_rows"], ["conflicting_rows"]]


def test_their_columns_codes_and_dates_are_mapped_and_other_rows_are_counted_apart(jail: Jail) -> None:
    jail.log_settings["bookings"] = """
columns = { booking_id = "BookNo", person_id = "PIN", booked_at = "BookDt", commitment = "Cm" }
values.commitment = { "CC" = "criminal_court" }
constants = { facility_id = "MAIN" }
only = { RecType = ["B"] }
timestamp_format = "%m/%d/%Y %H:%M"
"""
    jail.deliver(
        "bookings",
        "RecType|BookNo|PIN|BookDt|Cm\nB|b1|p1|10/05/2026 08:00|CC\nR|b1|p1|10/05/2026 09:00|CC\n"
        "B|b2|p2|10/05/2026 08:00|XX\n",
    )
    jail.ingest()
    assert accounts(jail) == [account("bookings.csv", 3, 1, quarantined=1, not_this_log=1)]
    assert standing(jail, "booking_id, facility_id, commitment, booked_at_text, line") == [
        ("b1", "MAIN", "criminal_court", "10/05/2026 08:00", 2)
    ]


def test_every_format_gives_the_same_records(make_jail: Callable[..., Jail], tmp_path: Path) -> None:
    rows = [
        {
            "booking_id": "b1",
            "person_id": "p1",
            "facility_id": "MAIN",
            "booked_at": "2026-10-05 08:00",
            "commitment": "criminal_court",
            "released_at": "2026-10-05 14:05",
        },
        {
            "booking_id": "b2",
            "person_id": "Ñ",
            "facility_id": "MAIN",
            "booked_at": "2026-10-05 08:00",
            "commitment": "civil",
            "released_at": None,
        },
    ]
    names = list(rows[0])
    table = "\n".join([";".join(names)] + [";".join(str(row[name] or "") for name in names) for row in rows]) + "\n"
    texts = {
        "csv": table.encode(),
        "utf16.csv": table.encode("utf-16"),
        "bom.csv": table.encode("utf-8-sig"),
        "cp1252.csv": table.encode("cp1252"),
        "csv.gz": gzip.compress(table.encode()),
        "json": json.dumps(rows).encode(),
        "jsonl": "\n".join(json.dumps(row) for row in rows).encode(),
    }
    found = []
    for ending, content in texts.items():
        jail = make_jail()
        jail.logs = ["bookings"]
        jail.log_settings["bookings"] = ""
        (jail.folder / "inbox" / f"export.{ending}").write_bytes(content)
        jail.write_policy()
        policy = jail.folder / "policy.toml"
        jail.write_policy = lambda: None  # type: ignore[method-assign]
        policy.write_text(policy.read_text().replace("bookings*.csv", "export.*"))
        jail.ingest()
        found.append(
            (ending, standing(jail, "booking_id, person_id, commitment, released_at_text, booked_at_earliest"))
        )
    assert {str(one) for _, one in found} == {str(found[0][1])}
    assert [row[:3] for row in found[0][1]] == [("b1", "p1", "criminal_court"), ("b2", "Ñ", "civil")]


def test_a_column_that_is_not_there_is_refused_with_the_nearest_name(jail: Jail) -> None:
    jail.log_settings["bookings"] = 'columns = { booked_at = "BookedAt" }'
    jail.deliver("bookings", ONE)
    with pytest.raises(InputRefused, match=r"bookings.csv has no column 'BookedAt'.*values fit is 'booked_at'"):
        jail.ingest()


def test_a_column_that_is_not_there_is_refused_with_the_columns_that_are_and_none_that_is_mapped(jail: Jail) -> None:
    jail.log_settings["bookings"] = 'columns = { booked_at = "Released Dt", released_at = "Release Dt" }'
    jail.deliver("bookings", ONE.replace("booked_at", "Book_Dt").replace("released_at", "Release Dt"))
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    assert str(refused.value).startswith("bookings.csv has no column 'Released Dt', which [logs.bookings] needs.")
    assert "nearest" not in str(refused.value) or "'Release Dt':" not in str(refused.value)
    assert "Its columns are 'booking_id', 'person_id'" in str(refused.value)
    assert "'Book_Dt'" in str(refused.value)


def test_a_first_row_of_names_of_people_is_not_repeated(jail: Jail) -> None:
    jail.deliver("bookings", "Q771 | GREY ROBERT | MAIN | arrest\nQ772 | BROWN ANN | MAIN | arrest")
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    assert "GREY" not in str(refused.value)


@pytest.mark.parametrize("lost", ['"commitment\nQ771,GREY ROBERT,MAIN",M', 'sex"GREY ROBERT"', '"12, GREY R."'])
def test_a_row_that_a_header_swallowed_is_not_repeated(jail: Jail, lost: str) -> None:
    jail.deliver("bookings", ONE)
    text = f"booking_id,person_id,facility_id,booked_at,{lost}\nQ772,P2,MAIN,2026-10-05 08:00,civil\n"
    (jail.folder / "inbox" / "bookings.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match="has no column 'commitment'") as refused:
        jail.ingest()
    assert "GREY" not in str(refused.value)
    assert "'booked_at', one with a comma or a quote in it" in str(refused.value)


def test_a_first_row_that_names_no_column_is_refused_without_a_word_of_it(jail: Jail) -> None:
    jail.deliver("bookings", "Q771 | GREY ROBERT | MAIN | 2026-10-05 08:00\nQ772 | BROWN ANN | MAIN | 2026-10-06 09:00")
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    assert str(refused.value) == (
        "bookings.csv has no header: in its first line cell 4 looks like data, and [logs.bookings] needs a column "
        "'booking_id'. Ask for the file with the names of its columns, or set header = \"none\" for it. "
        "No other file was new."
    )


def test_a_changed_mapping_reads_the_files_again(jail: Jail) -> None:
    jail.deliver("bookings", ONE.replace("criminal_court", "CC"))
    jail.ingest()
    assert standing(jail) == []
    jail.log_settings["bookings"] = 'values.commitment = { "CC" = "criminal_court" }'
    jail.ingest()
    assert standing(jail) == [("b1", "2026-10-05 14:05")]
    jail.log_settings["bookings"] = ""
    jail.write_policy()
    text = (jail.folder / "policy.toml").read_text().replace('"bookings*.csv"', '"stays*.csv"')
    (jail.folder / "policy.toml").write_text(text)
    with pytest.raises(InputRefused, match=r"no `files` of that log fits bookings\.csv any more"):
        load_files.ingest(jail.folder, policy.load(jail.folder / "policy.toml"), lambda words: None)
    (jail.folder / "inbox" / "bookings.csv").unlink()
    with pytest.raises(InputRefused, match="no longer in inbox"):
        jail.ingest()


def test_a_link_out_of_the_folder_and_a_glob_out_of_the_inbox_are_refused(jail: Jail, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("booking_id\n")
    jail.deliver("bookings", ONE)
    (jail.folder / "inbox" / "bookings_link.csv").symlink_to(outside)
    with pytest.raises(InputRefused, match="points out of the folder"):
        jail.ingest()
    (jail.folder / "inbox" / "bookings_link.csv").unlink()
    jail.write_policy()
    text = (jail.folder / "policy.toml").read_text().replace("bookings*.csv", "../outside*.csv")
    (jail.folder / "policy.toml").write_text(text)
    jail.write_policy = lambda: None  # type: ignore[method-assign]
    with pytest.raises(PolicyError, match="stays inside inbox"):
        jail.ingest()


def test_a_damaged_byte_hurts_the_cell_in_which_it_stands_alone(tmp_path: Path) -> None:
    """A name that was cut in the midst of a letter hurts no other cell, and the rest of the file stays UTF-8."""
    broken = "\u00a4"  # stands for half of a letter
    head = "booking_id|person_id|facility_id|booked_at|commitment|Name"
    rows = [
        f"B1|P1|MAIN|2026-10-05 08:00|criminal_court|Mu{broken}",
        f"B2|P{broken}|MAIN|2026-10-05 08:00|criminal_court|Muñoz",
        "B3|P3|MAIN|2026-10-05 08:00|criminal_court|Müller, Jörg",
    ]
    jail = Jail(tmp_path / "county")
    file = jail.deliver("bookings", "\n".join([head, *rows]))
    file.write_bytes(file.read_bytes().replace(broken.encode(), b"\xc3"))
    jail.ingest()
    assert standing(jail, "booking_id, person_id") == [("B1", "P1"), ("B3", "P3")]
    with warehouse.open_read_only(jail.folder) as connection:
        query = "select line, reasons, booking_id from records.quarantine"
        assert warehouse.rows(connection, query) == [(3, ["damaged_text"], "B2")]
