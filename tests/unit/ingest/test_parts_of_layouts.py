"""The parts of a layout, each alone: cells into texts, rows picked, values filled from above, entries folded."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from reporter.config.events import Events, Fill
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.mapping import Mapped
from reporter.errors import InputRefused
from reporter.ingest.layouts import compose, events, fill_down, find_columns, only, other_name, restore_zeros
from reporter.ingest.layouts.find_columns import Found
from reporter.ingest.layouts.taken_back import NONE, TakenBack, in_circles
from reporter.ingest.readers.cells import BrokenCell, DateCell
from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.odd_numbers import OddNumber
from reporter.ingest.readers.source_file import Row

BOOKINGS = schemas()["bookings"]
BROKEN = BrokenCell("#REF!", fault="error_cell")


def row(*cells: str | None, line: int = 2, fault: str | None = None) -> Row:
    return Row(line=line, cells=cells, raw="", fault=fault)


def composer(
    zeros: dict[int, int] | None = None, empty: Any = None, format_: str = "", **found: Found
) -> compose.Composer:
    mapping = LogPolicy(empty=empty or {}, timestamp_format=(format_,) if format_ else (), decimal=",")
    return compose.Composer(BOOKINGS, found, zeros or {}, mapping)


def parts(*places: int) -> Found:
    return Found(parts=places)


@pytest.mark.parametrize(
    ("made", "cells", "texts", "fault"),
    [
        (composer(booking_id=parts(0)), ["7"], ["7"], None),
        (composer(booking_id=parts(0)), [None], [None], None),
        (composer(booking_id=parts(0)), [BROKEN], ["#REF!"], "error_cell"),
        (composer(booking_id=parts(0)), [OddNumber("1E5")], ["1E5"], "id_damaged:booking_id"),
        (composer(booked_at=parts(0)), [OddNumber("1E5")], ["1E5"], None),
        (composer(booking_id=parts(0, 1)), ["A-1", " 7 "], ["A--1-7"], None),
        (composer(booking_id=parts(0, 1)), ["A", ""], ["A"], "part_missing:booking_id"),
        (composer(booking_id=parts(0, 1)), ["", None], [None], None),
        (composer(booking_id=parts(0, 1)), ["A", OddNumber("2026-10-01")], ["A-2026--10--01"], "id_damaged:booking_id"),
        (composer(booked_at=parts(0, 1)), ["2026-10-05", OddNumber("0.5")], ["2026-10-05 0.5"], None),
        (composer(booking_id=parts(0, 1)), [BROKEN, OddNumber("1")], ["#REF!-1"], "error_cell"),
        (composer(booked_at=parts(0, 1)), ["2026-10-05", "08:00"], ["2026-10-05 08:00"], None),
        (composer(booked_at=parts(0, 1)), ["2026-10-05 00:00:00", "8:05 am"], ["2026-10-05 8:05 am"], None),
        (composer(booked_at=parts(0, 1)), ["2026-10-05 00:00", "late"], ["2026-10-05 00:00 late"], None),
        (composer(booked_at=parts(0, 1), empty={"booked_at": ["none"]}), ["none", ""], ["none"], None),
        (composer({0: 4}, booking_id=parts(0)), [" 42 "], ["0042"], None),
        (composer({0: 4}, booking_id=parts(0)), ["42\u200b"], ["0042"], None),
        (composer(booking_id=parts(0, 1)), ["A", "\u200b"], ["A"], "part_missing:booking_id"),
        (composer({0: 4}, booking_id=parts(0)), ["-"], ["-"], None),
        (composer({0: 4}, booking_id=parts(0)), ["4.2E5"], ["4.2E5"], "id_damaged:booking_id"),
        (composer({0: 4}, facility_id=parts(1), booking_id=parts(0, 1)), ["42", "M"], ["M", "0042-M"], None),
        (composer(booked_at=Found(after=(0,), by=(1,))), ["8:00", " 9:00 "], ["8:00/9:00"], None),
        (composer(booked_at=Found(after=(0,), by=(1,))), ["8:00", ""], [""], "part_missing:booked_at"),
        (composer(booked_at=Found(after=(0,), by=(1,))), [None, ""], [None], None),
        (composer(booked_at=Found(after=(0,), by=(1,))), [BROKEN, "9:00"], None, "error_cell"),
        (composer(booked_at=Found(after=(0,), by=(1,))), ["8:00", BROKEN], None, "error_cell"),
        (
            composer(empty={"booked_at": ["none"]}, booked_at=Found(after=(0,), by=(1,))),
            ["none", "none"],
            [None],
            None,
        ),
    ],
)
def test_texts_are_made_of_cells(
    made: compose.Composer, cells: list[str | None], texts: list[str | None] | None, fault: str | None
) -> None:
    found, said = made.texts(cells)
    assert said == fault
    if texts is not None:
        assert [one or None for one in found] == [
            text.replace("/", compose.BETWEEN) or None if text else None for text in texts
        ]


DATE = OddNumber("2026-11-10")


@pytest.mark.parametrize(
    ("format_", "cells", "text"),
    [
        ("%Y-%d-%m %H:%M", [OddNumber("2026-11-10 14:05")], "46336,586805556"),
        ("%Y-%d-%m %H:%M", [OddNumber("2026-11-10 14:05:09.250")], "46336,586912616"),
        ("%Y-%d-%m %H:%M", [OddNumber("2026-11-10 00:00:00")], "46336,0"),
        ("%Y-%d-%m %H:%M", [DateCell("2026-11-10 12:00:00")], "46336,5"),
        ("%Y-%d-%m %H:%M", [DateCell("2026-11-10 12:00:00+00")], "2026-11-10 12:00:00+00"),
        (" %Y-%d-%m", [DATE], "46336"),
        ("%Y-%m-%d %I:%M %p", [OddNumber("2026-11-10 14:05")], "46336,586805556"),
        ("%Y-%d-%m %H:%M", ["2026-11-10 14:05"], "2026-11-10 14:05"),
        ("%Y-%d-%m %H:%M", [OddNumber("14:05")], "14:05"),
        ("%Y-%m-%d %H%M", [OddNumber("2026-11-10 14:05")], "2026-11-10 14:05"),
        ("%Y-%d-%m %H:%M", [OddNumber("9999-12-31")], "9999-12-31"),
        ("%Y-%d-%m %H:%M", [OddNumber("1990-01-02")], "1990-01-02"),
        ("%Y-%d-%m %H:%M", [DATE, OddNumber("14:05")], "46336,586805556"),
        ("%Y-%d-%m %H:%M", [DATE, "14:05"], "46336,586805556"),
        ("%Y-%d-%m %I:%M %p", [DATE, "2:05 PM"], "46336 2:05 PM"),
        ("%Y-%m-%d %I:%M %p", [DATE, "2:05 PM"], "2026-11-10 2:05 PM"),
        ("%Y-%d-%m %H:%M", ["2026-11-10", OddNumber("14:05")], "2026-11-10 14:05"),
    ],
)
def test_a_date_cell_is_no_text_that_a_format_reads_as_another_day(format_: str, cells: list[str], text: str) -> None:
    made = composer(format_=format_, empty={"booked_at": ["1990-01-02"]}, booked_at=parts(*range(len(cells))))
    found = made.texts(cells)
    assert found == ([text], None)
    assert made.delivered(cells, found[0]) == ({"booked_at": " ".join(cells)} if text != " ".join(cells) else {})


def test_what_stood_in_the_file_is_kept_where_the_text_is_another() -> None:
    made = composer({0: 4}, booking_id=parts(0), person_id=parts(1), booked_at=parts(1, 2))
    assert made.delivered(["42", "P", " x "], ["0042", "P", "P  x"]) == {"booking_id": "42", "booked_at": "P x"}
    assert made.delivered(["0042", "P", "x"], ["0042", "P", "P x"]) == {}
    assert made.delivered(["", "P", "x"], ["0042", "P", "P x"]) == {}
    between = composer(person_id=parts(2), booked_at=Found(after=(0, 1), by=(2,)))
    said = {"booked_at": f"a b{compose.BETWEEN}c"}
    assert between.delivered(["a", "b", "c"], ["c", "other"]) == said
    assert between.delivered([None, "b", None], ["c", "other"]) == {"booked_at": f"b{compose.BETWEEN}"}


def test_each_id_that_a_row_may_name_is_found_in_a_short_row_too() -> None:
    made = composer(booking_id=parts(2), person_id=parts(0), booked_at=parts(1))
    assert made.ids(["P", "x", "B"]) == ["B", "P"]
    assert made.ids(["P"]) == ["P"]
    assert made.ids([]) == []
    assert {"26.1", "26.10"} <= {*made.ids([OddNumber("26.1")])}


def test_midnight_beside_a_clock_is_the_day_alone() -> None:
    clock = ["2026-10-05T00:00:00.000", "1405"]
    assert compose.without_midnight(clock) == ["2026-10-05", "1405"]
    assert compose.without_midnight(["10/5/2026 12:00:00 AM", "8:05"]) == ["10/5/2026", "8:05"]
    assert compose.without_midnight(["05-Oct-26 0:00", "08:05 PM"]) == ["05-Oct-26", "08:05 PM"]
    assert compose.without_midnight(["10/5/2026 12:00", "8:05"]) == ["10/5/2026 12:00", "8:05"]  # noon, or midnight
    assert compose.without_midnight(["2026-10-05 00:00"]) == ["2026-10-05 00:00"]


@pytest.mark.parametrize(
    ("text", "width", "found"),
    [("7", 3, "007"), ("007", 3, "007"), ("0007", 3, "0007"), ("", 3, ""), ("A7", 3, "A7"), ("٧", 3, "٧")],
)
def test_zeros_are_given_back_to_short_digits_alone(text: str, width: int, found: str) -> None:
    assert restore_zeros.restored(text, width) == found


def test_a_number_with_a_point_a_comma_or_an_exponent_is_damaged() -> None:
    assert [restore_zeros.is_damaged(one) for one in ("1.0", "1,0", "1E5", "15")] == [True, True, True, False]


PLACES = {"Kind": 0, "Void": 1}


@pytest.mark.parametrize(
    ("cells", "takes", "doubt", "left_out"),
    [
        (["B", "x"], True, None, {}),
        ([" C ", "x"], True, None, {}),
        (["C\u200b", "\xadx"], True, None, {}),
        (["B", "\u200b "], False, None, {("Void", ""): 1}),
        (["b", "x"], False, "nearly_named", {("Kind", "b"): 1}),
        (["D", "x"], False, None, {("Kind", "D"): 1}),
        (["", "x"], False, None, {("Kind", ""): 1}),
        (["B", ""], False, None, {("Void", ""): 1}),
        (["B", None], False, None, {("Void", ""): 1}),
        (["b", " "], False, None, {("Kind", "b"): 1}),
        ([BROKEN, "x"], False, "error_cell", {("Kind", "#REF!"): 1}),
        (["B", BROKEN], True, "error_cell", {}),
        (["D", BROKEN], False, None, {("Kind", "D"): 1}),
    ],
)
def test_a_row_is_picked_or_left_out_and_counted(
    cells: list[str | None], takes: bool, doubt: str | None, left_out: dict[tuple[str, str], int]
) -> None:
    picker = only.Picker({"Kind": ["B", "C", "01"]}, ["Void"], PLACES)
    assert (picker.takes(cells), picker.doubt(cells)) == (takes, doubt)
    assert dict(picker.left_out) == left_out


def test_a_value_is_nearly_one_that_differs_by_what_programs_change() -> None:
    values = {"Book In", "01"}
    near = ["book  IN", "Book In", "1", "1.0", "001", "Bo\xadok\xa0In"]
    assert [only.is_nearly(one, values) for one in (*near, "", "10", "Book")] == [True] * 6 + [False] * 3
    assert not only.is_nearly("", {""})


def test_a_blank_cell_takes_the_value_above_and_none_past_a_row_that_is_not_read() -> None:
    rows = [
        row(None, "1"),
        row("A", "2"),
        row(" ", "3"),
        row("B", "4", fault=IN_CELLS),
        row("", "5", fault=IN_CELLS),
        row("short"[:0], fault="too_few_fields"),
        row("", "6"),
        row("C", "7"),
        row("", "8"),
        row("D", "9", fault="too_many_fields"),
        row("", "10"),
        row("", BrokenCell("x", fault="y")),
        row(BROKEN, "11"),
        row("", "12"),
    ]
    filled = Counter[str]()
    found = [*fill_down.filled_down(rows, [0], filled)]
    above = fill_down.ABOVE_UNREAD
    assert [one.cells[0] for one in found] == [
        None,
        "A",
        "A",
        "B",
        "B",
        "",
        "",
        "C",
        "C",
        "D",
        "",
        "",
        "#REF!",
        "#REF!",
    ]
    faults = [
        None,
        None,
        None,
        IN_CELLS,
        IN_CELLS,
        "too_few_fields",
        above,
        None,
        None,
        "too_many_fields",
        above,
        above,
    ]
    assert [one.fault for one in found] == [*faults, None, above]
    two = [*fill_down.filled_down([row("A", "x"), row("", "y"), row("B", ""), row("", "")], [0, 1], filled)]
    assert [one.cells for one in two] == [("A", "x"), ("A", "y"), ("B", "y"), ("B", "y")]
    assert [one.fault for one in fill_down.filled_down([row("A", "x"), row("A")], [0, 1], Counter())] == [None, None]


def test_the_answers_that_are_filled_from_above_are_named() -> None:
    def named(filled: Sequence[str], **columns: Mapped) -> list[str]:
        return fill_down.answers_filled(LogPolicy(columns=columns, fill_down=tuple(filled)), BOOKINGS)

    assert named(["REASON", "Void"], release_reason=Mapped(parts=("reason",))) == ["release_reason", "void"]
    assert named(["out"], released_at=Mapped(parts=("out",))) == ["released_at"]
    assert named(["out"], released_at=Mapped(parts=("out", "clock"))) == []
    assert named(["booked_at", "recorded_at", "committed_at"]) == []


def test_a_column_under_another_name_is_found_where_rows_name_their_columns() -> None:
    header = ["released_at", "Released-At", "released", "due_release_at", "released_at/date", "other"]
    places = [("released_at", 0)]

    def found(*, by_row: bool, mapped: Sequence[int] = (0,)) -> list[int]:
        return [other for _, _, other in other_name.pairs(header, places, mapped, by_row=by_row)]

    assert found(by_row=False) == [1]
    assert found(by_row=True) == [1, 2, 4]
    assert found(by_row=True, mapped=(0, 1)) == [2, 4]
    assert other_name.pairs(["due", "due/at"], [("released_at", 1)], [1], by_row=True) == [("released_at", 1, 0)]
    assert other_name.pairs(["at", "release.at"], [("released_at", 0)], [0], by_row=True) == [("released_at", 0, 1)]


def test_a_row_is_at_fault_whose_time_or_number_stands_under_the_other_name() -> None:
    pairs = [("released_at", 0, 1), ("booking_id", 2, 3)]
    day = "2026-10-05"
    assert other_name.fault_of(pairs, row("", day, "B1", "")) == "under_another_name:released_at"
    assert other_name.fault_of(pairs, row(day, day, "B1", "B2")) is None
    assert other_name.fault_of(pairs, row("", "soon", "B1", "")) is None
    assert other_name.fault_of(pairs, row("", "20261005", " ", "B2")) == "under_another_name:released_at"
    assert other_name.fault_of(pairs, row("", None, None, "B2")) == "under_another_name:booking_id"
    assert other_name.fault_of(pairs, row("\u200b", day, "B1", "")) == "under_another_name:released_at"
    rows = [row(day, day, "B1", ""), row("", day, "", "B2")]
    assert other_name.apart(pairs, rows) == [("booking_id", 2, 3)]
    assert other_name.apart(pairs, [row(day)]) == pairs


def entry(
    number: str = "", key: str | None = "B1", fault: str | None = None, line: int = 2, **texts: str
) -> events.Entry:
    delivered = dict.fromkeys(texts, "as it was")
    return events.Entry(row=row(line=line), key=(key,), entry=number, texts=texts, delivered=delivered, fault=fault)


def test_entries_of_one_id_fold_and_those_taken_back_do_not() -> None:
    entries = [
        entry("1", line=2, booked_at="8:00"),
        entry("2", line=3, released_at="9:00", booked_at="8:00"),
        entry("3", line=4, released_at="10:00"),
        entry("4", key="B2", line=5, booked_at=" \u200b"),
    ]
    first, second = events.folded(entries, TakenBack(surely=frozenset({"3"}), here=frozenset({"3"})))
    assert (first.texts, first.is_revised, first.fault) == (
        {"booked_at": "8:00", "released_at": "9:00"},
        True,
        None,
    )
    assert first.delivered == dict.fromkeys(("booked_at", "released_at"), "as it was")
    assert (second.row.line, second.texts, second.delivered, second.is_revised) == (5, {}, {}, False)
    both = [*events.folded(entries, NONE)]
    assert [(one.row.line, one.fault) for one in both] == [
        (2, events.CONFLICT),
        (3, events.CONFLICT),
        (4, events.CONFLICT),
        (5, None),
    ]
    assert [*events.folded(entries[3:], TakenBack(surely=frozenset({"4"})))] == []


# story | rows: the entry, the one that it names, the record | taken back surely | unclear
REPLACED = """
corrects another       | 1,,A 2,1,A             | 1   |
corrects one elsewhere | 2,1,A                  | 1   |
a chain                | 1,,A 2,1,A 3,2,A       | 1 2 |
names itself           | 1,1,A 2,,A             |     |
of one number, of which one names itself | 1,,A 1,1,A |     | 1
all of one number name themselves        | 1,1,A 1,1,A |    |
two that name each other | 1,2,A 2,1,A          |     | 1 2
three in a circle      | 1,2,A 2,3,A 3,1,A 4,,A |     | 1 2 3
one that a circle names | 1,2,A 2,1,A 2,3,A 3,,A |    | 1 2 3
one that corrects into a circle | 1,2,A 2,1,A 4,1,A |  | 1 2
a number of two records | 1,,A 1,,B 2,1,A       |     | 1
a number of two rows of a record | 1,,A 1,,A 2,1,A | 1 |
no number              | ,,A ,1,A               | 1   |
"""


@pytest.mark.parametrize("line", REPLACED.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_an_entry_is_taken_back_by_another_that_names_it(line: str) -> None:
    _, rows, surely, unclear = (one.split() for one in line.split("|"))
    read = reader()
    cells = [one.split(",") for one in rows]
    told = [read.entry(row("Out", key, "9:00", number, of, "P", "x")) for number, of, key in cells]
    found = events.taken_back([one for one in told if one], read)
    assert (sorted(found.surely), sorted(found.unclear), found.here) == (surely, unclear, found.surely)


def test_what_other_files_take_back_is_taken_back_too() -> None:
    read = reader()
    given = TakenBack(surely=frozenset({"1", "2"}), unclear=frozenset({"3"}))
    told = read.entry(row("Out", "7", "9:00", "4", "3", "P", "x"))
    assert told is not None
    found = events.taken_back([told], read, given)
    assert (found.surely, found.here, found.unclear) == ({"1", "2"}, frozenset(), {"3"})


def test_a_long_chain_of_corrections_is_no_circle() -> None:
    assert in_circles([(str(number), str(number + 1)) for number in range(100_000)]) == set()


def test_a_record_of_which_an_entry_is_unclear_is_kept_apart() -> None:
    entries = [entry("1", line=2, booked_at="8:00"), entry("2", line=3, released_at="9:00"), entry("3", "B2", line=4)]
    found = [*events.folded(entries, TakenBack(unclear=frozenset({"2"})))]
    assert [(one.row.line, one.fault) for one in found] == [(2, events.CONFLICT), (3, events.CONFLICT), (4, None)]


def test_an_entry_at_fault_or_without_an_id_stands_alone() -> None:
    entries = [
        entry(key=None, line=2, booked_at="8:00"),
        entry(key=None, line=3, booked_at="9:00"),
        entry(fault="x", line=4, booked_at="8:00"),
        entry(line=5, booked_at="9:00"),
    ]
    found = [*events.folded(entries, NONE)]
    assert [(one.row.line, one.fault) for one in found] == [
        (2, None),
        (3, None),
        (4, "x"),
        (5, None),
    ]


def test_a_column_is_found_by_its_very_name_first_and_by_case_and_spaces_if_one_alone_is_so() -> None:
    assert find_columns.place_of(["id", " ID "], "ID") == 1
    assert find_columns.place_of(["Book  No", "x"], "book no") == 0
    assert find_columns.place_of(["BOOK NO", "Book No"], "book no") is None
    assert find_columns.place_of(["x", "Book No"], "\ufeffbook no") == 1
    assert find_columns.place_of(["x"], "book no") is None


def test_a_file_without_a_needed_column_is_refused_with_those_that_it_has() -> None:
    policy = LogPolicy(columns={"booking_id": Mapped(parts=("No",))})
    with pytest.raises(InputRefused) as found:
        find_columns.find_columns(["Person_Id", 'a "b" c', " ", "Released"], BOOKINGS, policy, "b.csv")
    assert str(found.value) == (
        "b.csv has no column 'No', which [logs.bookings] needs. Its first line must name the columns. Is it a file of "
        "this log? Its columns are 'Person_Id', one with a comma or a quote in it, 'Released'."
    )
    with pytest.raises(InputRefused) as found:
        find_columns.find_columns(["x", *(f"column {n:02}" for n in range(12)), "person_id"], BOOKINGS, policy, "b.csv")
    assert str(found.value).endswith("'column 05', 'column 06' and 6 more.")
    with pytest.raises(InputRefused) as found:
        find_columns.find_columns(["x", "y"], BOOKINGS, policy, "b.csv")
    assert str(found.value).endswith("Is it a file of this log?")
    with pytest.raises(InputRefused, match="cells 1, 2 look like data"):
        find_columns.find_columns(["2026-10-05 08:00", "2026-10-05 09:00"], BOOKINGS, policy, "b.csv")


def test_optional_columns_may_be_absent_and_constants_stand_for_others() -> None:
    header = ["booking_id", "person_id", "booked_at", "commitment"]
    policy = LogPolicy(constants={"facility_id": "MAIN"})
    found = find_columns.find_columns(header, BOOKINGS, policy, "b.csv")
    assert {column: one.places for column, one in found.items()} == {
        "booking_id": (0,),
        "person_id": (1,),
        "booked_at": (2,),
        "commitment": (3,),
    }
    assert find_columns.needed_names(BOOKINGS, policy) == header
    assert find_columns.needed_names(BOOKINGS, policy, ["booked_at", "released_at"]) == ["booked_at"]
    with pytest.raises(InputRefused, match="no column 'facility_id'"):
        find_columns.find_columns(header, BOOKINGS, LogPolicy(), "b.csv")
    with pytest.raises(InputRefused, match="no column 'Out'"):
        find_columns.find_columns(
            [*header, "facility_id"], BOOKINGS, LogPolicy(columns={"released_at": Mapped(parts=("Out",))}), "b.csv"
        )


def reader(**changes: Any) -> events.EventReader:
    fills = {
        "Book In ": {"booked_at": Fill(mapped=Mapped(parts=("At",))), "commitment": Fill(constant="civil")},
        "Out": {"released_at": Fill(mapped=Mapped(parts=("At",)))},
    }
    told = Events(
        event="Event", time=Mapped(parts=("At",)), fills=fills, **{"entry": "Nr", "supersedes": "Of", **changes}
    )
    mapping = LogPolicy(columns={"booking_id": Mapped(parts=("No",))}, restore_zeros={"No": 3}, events=told)
    return events.EventReader(HEADER, BOOKINGS, mapping, told, "e.csv")


HEADER = ("Event", "No", "At", "Nr", "Of", "person_id", "other")


def test_a_row_of_an_event_fills_what_its_event_says() -> None:
    read = reader()
    assert read.columns == ("booking_id", "person_id", "booked_at", "commitment", "released_at")
    assert read.entry(row(" Book In", "7", "8:00", "1", "", "P", "x")) == events.Entry(
        row=row(" Book In", "7", "8:00", "1", "", "P", "x"),
        key=("007",),
        entry="1",
        texts={"booking_id": "007", "person_id": "P", "booked_at": "8:00", "commitment": "civil"},
        delivered={"booking_id": "7", "commitment": "Book In"},
        fault=None,
    )
    out = read.entry(row("Out", "7", "9:00", "2", " 1 ", "P", "x"))
    assert out is not None
    assert (out.texts["released_at"], out.entry, read.replaced) == ("9:00", "2", [("2", "1")])
    unseen = read.entry(row("Out\u200b", "\u200b7", "9:00", "2", "", "P", "x"))
    assert unseen is not None
    assert (unseen.key, unseen.texts["released_at"]) == (("007",), "9:00")
    assert read.entry(row("Meal", "7", "9:00", "3", "", "P", "x")) is None
    assert dict(read.left_out) == {("Event", "Meal"): 1}
    for cells, fault in (
        (("", "7", "9:00"), "missing:event"),
        (("OUT", "7", "9:00"), "nearly_named"),
        (("Out", "7", " "), "missing:released_at"),
        (("Out", "7", None), "missing:released_at"),
    ):
        alone = read.entry(row(*cells, "4", "", "P", "x"))
        assert alone is not None
        assert (alone.key, alone.entry, alone.texts, alone.fault) == ((None,), "4", {}, fault)
    broken = read.entry(row("Out", "7", BROKEN, "5", "", "P", "x"))
    assert broken is not None
    assert (broken.fault, broken.key) == ("error_cell", ("007",))
    nameless = read.entry(row("Out", " ", "9:00", "6", "", BROKEN, "x"))
    assert nameless is not None
    assert (nameless.fault, nameless.key) == ("error_cell", (None,))
    assert len(read.left_out) == 1
    assert read.doubt(row("Out", BROKEN, "9:00", "", "", "P", "x").cells) is None
    assert [read.doubt(row(*(BROKEN if at == n else "x" for n in range(7))).cells) for at in (0, 3, 4)] == [
        "error_cell"
    ] * 3


def test_events_without_entries_replace_none() -> None:
    read = reader(entry=None, supersedes=None)
    found = read.entry(row("Out", "7", "9:00", "2", "1", "P", "x"))
    assert found is not None
    assert (found.entry, read.replaced) == ("", [])
    assert events.filled_columns(LogPolicy()) == set()


def test_a_column_that_is_the_whole_of_one_of_ours_is_alone() -> None:
    assert (parts(3).alone, parts(3, 4).alone, Found(after=(1,), by=(2,)).alone) == (3, None, None)
    assert Found(parts=(3,), after=(1,), by=(2,)).places == (3, 1, 2)
