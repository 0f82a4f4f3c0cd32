"""What `init` proposes of how rows stand: each with its evidence, and nothing that could be wrong."""

import tomllib
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from reporter.config import policy
from reporter.config.log_schemas import code_lists, schemas
from reporter.workflows.propose_policy import propose
from reporter.workflows.propose_policy.asking import Interview, meanings, shown
from tests.end_to_end.test_commands import reporter
from tests.proposals import PAGE, table
from tests.support import exports
from tests.support.proposals import WRONG, counts_of, measured

LOGS = {name: schema.columns for name, schema in schemas().items()}
LAYOUTS = Path(__file__).parents[4] / "shared" / "layouts"
FOLDERS = sorted(path.parent.name for path in LAYOUTS.glob("*/policy.toml"))
HEAD = "BOOKING NO | INMATE | NAME      | COMMITMENT | BOOKED           | RELEASED\n" + "-" * 70 + "\n"
REGISTER = (
    "LAKE COUNTY JAIL     INMATE REGISTER     PAGE   1\n\n"
    + HEAD
    + "B1         | P1     | DOE, JANE | CIVIL      | 10/05/2026 06:36 | 10/16/2026 10:00\n"
    + "B2         | P2     | ROE, ANN  | CIVIL      | 10/14/2026 09:04 | 10/14/2026 14:00\n\n"
    + "LAKE COUNTY JAIL     INMATE REGISTER     PAGE   2\n\n"
    + HEAD
    + "B3         | P3     | POE, JIM  | CIVIL      | 10/20/2026 11:44 | 10/20/2026 18:31\n\n"
    + "*** END OF REPORT: 3 RECORDS ***\n"
)


def proposed(*files: Path) -> tuple[str, dict[str, Any]]:
    text = propose(files, logs=LOGS)
    return text, tomllib.loads(text).get("logs", {})


def register(folder: Path, text: str) -> Path:
    path = folder / "register.txt"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, name: str, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def test_the_header_and_the_footers_of_a_paged_register_are_proposed_with_their_evidence(tmp_path: Path) -> None:
    text, logs = proposed(register(tmp_path, REGISTER))
    bookings = logs["bookings"]
    assert bookings["header"] == ["BOOKING NO", "INMATE", "NAME"]
    assert bookings["footer"] == ["*** END OF REPORT", "LAKE COUNTY JAIL"]
    assert bookings["columns"]["booking_id"] == "BOOKING NO"
    assert bookings["columns"]["person_id"] == "INMATE"
    assert bookings["timestamp_format"] == "%m/%d/%Y %H:%M"
    assert "# 1 row stands above it" in text
    assert "# 2 rows begin so, each with one filled cell" in text
    assert "DOE" not in text


def test_a_text_with_which_another_row_begins_is_no_footer(tmp_path: Path) -> None:
    rows = REGISTER.replace("B2         |", "Total B2   |").replace("*** END OF REPORT:", "Total")
    assert proposed(register(tmp_path, rows))[1]["bookings"]["footer"] == ["LAKE COUNTY JAIL"]


@pytest.mark.parametrize("line", ["DOE JANE TOTAL 2", "TOTAL FOR DOE JANE: 2", "Register of JANE DOE"])
@pytest.mark.parametrize("is_wide", [False, True], ids=["cells", "fixed width"])
def test_a_footer_names_no_person(tmp_path: Path, line: str, is_wide: bool) -> None:
    titled = line if line.startswith("Register") else "LAKE COUNTY JAIL"
    pages = REGISTER.replace("LAKE COUNTY JAIL     INMATE REGISTER", titled) + f"{line}\n"
    text = pages.replace(" | ", "   ") if is_wide else pages
    assert not any(name in proposed(register(tmp_path, text))[0] for name in ("DOE", "JANE"))


def test_a_column_of_names_is_not_taken_for_a_persons_number(tmp_path: Path) -> None:
    rows = REGISTER.replace("P2     |", "SMITH  |")
    text, logs = proposed(register(tmp_path, rows))
    assert "person_id" not in logs["bookings"]["columns"]
    assert "SMITH" not in text


def test_a_titled_workbook_and_a_day_beside_its_clock_are_proposed(tmp_path: Path) -> None:
    head = ["Notice ID", "Booking #", "Date Sent", "Time Sent"]
    day = datetime(2026, 10, 6)
    rows: tuple[list[object], ...] = (["ICE NOTICES"], [], [*head], ["N1", "2026-1", day, "0607"])
    text, logs = proposed(workbook(tmp_path, "notices.xlsx", *rows, ["N2", "2026-2", day, "2310"], [], ["Total: 2"]))
    assert logs["notifications"] == {
        "files": "notices*",
        "header": ["Notice ID", "Booking #", "Date Sent"],
        "footer": ["Total"],
        "columns": {"notification_id": "Notice ID", "booking_id": "Booking #", "sent_at": ["Date Sent", "Time Sent"]},
        "timestamp_format": "%Y-%m-%d %H%M",
        "precision": "minute",
    }
    assert 'every value of "Date Sent" is a day alone' in text


@pytest.mark.parametrize("clock", ["607", "2561", "9999"])
def test_a_column_that_is_no_clock_in_every_row_is_not_joined_with_a_day(tmp_path: Path, clock: str) -> None:
    head: list[object] = ["Notice ID", "Booking #", "Date Sent", "Time Sent"]
    day = datetime(2026, 10, 6)
    path = workbook(tmp_path, "notices.xlsx", head, ["N1", "B1", day, "0607"], ["N2", "B2", day, clock])
    text, logs = proposed(path)
    assert "sent_at" not in logs["notifications"]["columns"]
    assert '# DECIDE: "Date Sent" may be sent_at' in text


def test_serial_numbers_need_no_format_and_month_names_have_one(tmp_path: Path) -> None:
    head: list[object] = ["Check No", "Booking #", "Requested", "Result Received", "Result"]
    path = workbook(tmp_path, "checks.xlsx", head, ["K1", "B1", 46292.43125, "27-Sep-26 10:51", "clear"])
    checks = proposed(path)[1]["checks"]
    assert (checks["timestamp_format"], checks["precision"]) == ("%d-%b-%y %H:%M", "minute")


# lines of policy that a person has yet to write or complete, for each kind
LINES = {
    "columns of fixed width": 1,
    "a ruler below the header": 0,
    "two eras of one log": 3,
    "XML": 1,
    "pages of JSON": 1,
    "a sheet a month": 0,
    "one row an event": 2,
    "saved again by a spreadsheet": 1,
    "no header": 3,
    "releases in a second file": 1,
    "a number printed once": 1,
    "daily lists": 2,
    "checks below a row of their stay": 1,
    "checks below the first of their stay": 1,
    "releases without their zeros": 1,
    "stays without their zeros": 1,
    "a report with a grand total": 1,
    "objects within the rows": 1,
    "records within their stay": 1,
    "names that come again": 1,
    "fixed width, no header, a trailer": 3,
    "a journal of movements": 1,
    "two facilities with the same numbers": 0,
    "a planned release beside the release": 0,
    "flags under names of times": 1,
    "a row for each status of a check": 1,
    "notices in their checks in their stays": 0,
    "detainers in their stays": 0,
    "a report of a program": 1,
    "texts that mean nothing": 0,
    "headers in Spanish": 1,
    "trips, head counts and visits": 1,
    "names and times of a database": 0,
    "pages of a report as CSV": 1,
    "transactions with two times": 1,
}
KNOWN_LINES = {
    "excel_resaved": 6,
    "fixed_width_nightly": 7,
    "group_headers": 13,
    "one_event_log": 5,
    "two_eras_of_one_log": 11,
    "xml_exchange": 4,
}


@pytest.mark.parametrize("kind", exports.KINDS)
def test_what_is_proposed_for_each_kind_of_export_is_right(kind: str, tmp_path: Path) -> None:
    exports.make(kind, tmp_path / "county")
    entries = measured(tmp_path / "county" / "inbox", tmp_path / "county" / "policy.toml", tmp_path / "policy.toml")
    assert [one for one in entries if one[2] == WRONG] == []
    assert counts_of(entries)["lines"] == LINES[kind]
    text = (tmp_path / "policy.toml").read_text(encoding="utf-8")
    assert not any(name in text for name in ("DOE", "ROE", "P001", "P012", "2001", "2012"))


@pytest.mark.skipif(not FOLDERS, reason="the folders of known layouts are absent")
@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_proposed_for_a_known_layout_is_wrong(name: str, tmp_path: Path) -> None:
    entries = measured(LAYOUTS / name / "inbox", LAYOUTS / name / "policy.toml", tmp_path / "policy.toml")
    assert [one for one in entries if one[2] == WRONG] == []
    assert counts_of(entries)["lines"] <= KNOWN_LINES.get(name, 100)


@pytest.mark.parametrize(
    ("days", "clocks", "asked"),
    [
        pytest.param(("10/13/2026", "10/14/2026"), ("about 9", "1015"), True, id="no clock in one row"),
        pytest.param(("10132026", "10142026"), ("0915", "1015"), True, id="a day that nothing known reads"),
        pytest.param(("2026/10/13", "2026/10/14"), ("09:15:30", "10:15:00"), False, id="a day with the year first"),
        pytest.param(("13 Oct 2026", "14 Oct 2026"), ("09:15", "10:15"), False, id="a month's name"),
    ],
)
def test_a_day_is_not_mapped_while_the_column_beside_it_may_be_its_clock(
    tmp_path: Path, days: tuple[str, str], clocks: tuple[str, str], asked: bool
) -> None:
    path = tmp_path / "notices.csv"
    rows = [f"N{n},B{n},{day},{clock}\n" for n, (day, clock) in enumerate(zip(days, clocks, strict=True))]
    path.write_text("notice,booking,sent,at time\n" + "".join(rows), encoding="utf-8")
    text, logs = proposed(path)
    sent = {} if asked else {"sent_at": ["sent", "at time"]}
    assert logs["notifications"]["columns"] == {"notification_id": "notice", "booking_id": "booking"} | sent
    assert ('# DECIDE: "sent" may be sent_at; it holds no clock. Which column beside it is that?' in text) is asked


def test_a_line_that_is_filled_between_two_columns_is_no_row_of_fixed_width(tmp_path: Path) -> None:
    exports.make("a ruler below the header", tmp_path / "county")
    path = tmp_path / "county" / "inbox" / "queries.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f"{text}K0013   2013   A LONG NAME RAN OVER 10/13/2026 09:13 10/13/2026 10:13 CLEAR\n", encoding="utf-8"
    )
    assert proposed(path)[1] == {}


def test_a_clock_that_lost_its_zeros_keeps_a_column_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "checks.txt"
    clocks = [(" 915", "1005"), ("1015", "1105"), ("1115", " 305"), (" 155", "1215"), ("2355", "2359")]
    path.write_text(
        "".join(f"K{n:03} 200{n} 10/13/2026 {asked} 10/13/2026 {done} NR\n" for n, (asked, done) in enumerate(clocks)),
        encoding="utf-8",
    )
    assert list(proposed(path)[1]["checks"]["widths"].values())[2:6] == [[11, 20], [22, 25], [27, 36], [38, 41]]
    path.write_text(path.read_text(encoding="utf-8").replace("6  ", "6 0"), encoding="utf-8")
    assert list(proposed(path)[1]["checks"]["widths"].values())[2:4] == [[11, 25], [27, 41]]


def test_cells_of_a_file_without_a_header_are_never_written(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_text('1,"DOE, JANE",10/05/2026\n2,"ROE, ANN",10/06/2026\n', encoding="utf-8")
    text, logs = proposed(path)
    assert logs == {}
    assert "DOE" not in text
    assert "10/05" not in text


@pytest.mark.parametrize("log", ["", "checks"])
@pytest.mark.parametrize("repeated", ["DOE JANE", "F"])
def test_a_row_without_a_time_that_stands_for_a_header_is_not_shown(tmp_path: Path, repeated: str, log: str) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(f"1,DOE JANE,{repeated}\n2,ROE ANN,F\n3,POE JIM,F\n", encoding="utf-8")
    text = propose([path], logs=LOGS, stated={path: log} if log else {})
    assert not any(name in text for name in ("DOE", "ROE", "POE"))
    assert "has no header: its first row looks like the rows" in text or "columns 2 and 3 hold the same data" in text


def test_a_file_without_a_header_is_read_so_where_its_first_row_has_a_time_too(tmp_path: Path) -> None:
    exports.make("no header", tmp_path / "county")
    inbox = tmp_path / "county" / "inbox"
    text, logs = proposed(*sorted(inbox.iterdir()))
    assert logs["checks"]["header"] == "none"
    assert logs["checks"]["columns"] == {"booking_id": "2"}
    assert "# column 4 holds times or days: 12 of 12 values, the first row's too" in text
    assert '# column "6": 2 different codes, filled in 12 of 12 rows' in text
    assert "DECIDE: only its file's name says that it is this log" in text
    (inbox / "checks.txt").rename(inbox / "other.txt")
    text, logs = proposed(*sorted(inbox.iterdir()))
    assert "checks" not in logs
    assert '"other.txt" looks like no log. Its columns: "1", "2", "3", "4", "5", "6"; it has no header' in text


def test_a_first_row_whose_time_is_no_time_is_not_taken_for_data(tmp_path: Path) -> None:
    exports.make("no header", tmp_path / "county")
    path = tmp_path / "county" / "inbox" / "checks.txt"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([rows[0].replace("202610", "soon"), *rows[1:]]), encoding="utf-8")
    text, logs = proposed(path)
    assert logs == {}
    assert "DOE" not in text


def changed(kind: str, folder: Path, *changes: tuple[str, str, str]) -> tuple[str, dict[str, Any]]:
    """Return what is proposed for made-up exports of a kind, in which texts (file, old, new) were changed."""
    exports.make(kind, folder / "county")
    inbox = folder / "county" / "inbox"
    for name, old, new in changes:
        text = (inbox / name).read_text(encoding="utf-8")
        assert old in text
        (inbox / name).write_text(text.replace(old, new), encoding="utf-8")
    return proposed(*sorted(inbox.iterdir()))


two_files = partial(changed, "releases in a second file")
printed = partial(changed, "a number printed once")
resaved = partial(changed, "saved again by a spreadsheet")


def test_releases_in_a_second_file_are_joined_where_each_row_names_a_stay_once(tmp_path: Path) -> None:
    text, logs = two_files(tmp_path)
    assert '# 11 of 11 rows name a row of "stays_2026-10.csv" by booking_id, each once; first: line 2' in text
    assert logs.keys() == {"bookings"}
    assert [one["files"] for one in logs["bookings"]["joined"]] == ["outs_*"]
    assert "daily_record" not in tomllib.loads(text)["systems"]


def test_releases_of_two_months_are_joined_as_one_kind_of_file(tmp_path: Path) -> None:
    exports.make("releases in a second file", tmp_path / "county")
    inbox = tmp_path / "county" / "inbox"
    head, *rows = (inbox / "outs_2026-10.csv").read_text(encoding="utf-8").splitlines()
    (inbox / "outs_2026-10.csv").write_text("\n".join([head, *rows[:5]]), encoding="utf-8")
    (inbox / "outs_2026-11.csv").write_text("\n".join([head, *rows[5:]]), encoding="utf-8")
    _, logs = proposed(*sorted(inbox.iterdir()))
    assert [one["files"] for one in logs["bookings"]["joined"]] == ["outs_*"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("outs_2026-10.csv", "2007;", "9007;"), id="one row names no stay"),
        pytest.param(("outs_2026-10.csv", "2007;", "2006;"), id="two rows name one stay"),
        pytest.param(("outs_2026-10.csv", "2007;", ";"), id="one row names nothing"),
        pytest.param(("outs_2026-10.csv", "CLERK", "COMMITMENT TYPE"), id="a column of both differs"),
        pytest.param(("outs_2026-10.csv", ";09:07;", ";later;"), id="a release has no clock"),
        pytest.param(("outs_2026-10.csv", "10/20/2026", "soon"), id="a release is no day"),
    ],
)
def test_a_second_file_is_not_joined_in_doubt(tmp_path: Path, change: tuple[str, str, str]) -> None:
    text, logs = two_files(tmp_path, change)
    assert "joined" not in logs.get("bookings", {})
    assert "ROE" not in text


def test_a_number_printed_once_is_filled_down_where_the_notices_name_the_same_stays(tmp_path: Path) -> None:
    text, logs = printed(tmp_path)
    assert logs["checks"]["fill_down"] == ["BookingNo"]
    assert '"BookingNo" is blank in 12 of 24 rows, never twice the same; notifications name 12 of those checks' in text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("notices.csv", "2008,K8-1", "2007,K8-1"), id="a notice names another stay"),
        pytest.param(("notices.csv", "CheckNo", "Remark"), id="no notice names a check"),
    ],
)
def test_a_blank_number_that_no_other_log_confirms_is_asked(tmp_path: Path, change: tuple[str, str, str]) -> None:
    text, logs = printed(tmp_path, change)
    assert "fill_down" not in logs["checks"]
    assert 'Is it printed once, for the rows below it? Then add fill_down = ["BookingNo"]' in text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("checks.csv", "K8-1;;", "K8-1;2008;"), id="a number stands twice"),
        pytest.param(("checks.csv", "K1-0;2001;", "K1-0;;"), id="the first row has none"),
        pytest.param(("checks.csv", "K8-1;", ";"), id="a row is no check"),
    ],
)
def test_a_blank_number_in_a_log_that_repeats_numbers_is_not_filled_down(
    tmp_path: Path, change: tuple[str, str, str]
) -> None:
    text, logs = printed(tmp_path, change)
    assert "fill_down" not in logs["checks"]
    assert "printed once, for the rows" not in text


def test_a_number_alone_in_a_row_is_filled_down_where_every_row_is_a_number_or_a_check(tmp_path: Path) -> None:
    text, logs = changed("checks below a row of their stay", tmp_path)
    assert (logs["checks"]["fill_down"], logs["checks"]["only_filled"]) == (["BookingNo"], ["CheckNo"])
    assert '12 rows have "BookingNo" alone and 13 "CheckNo" without it; each number is one of the stays' in text
    assert "DOE" not in text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("checks.csv", "2008;", "9008;"), id="a number is no stay"),
        pytest.param(("checks.csv", "K8-0;2026-10-20", "K8-0;2026-10-23"), id="a check lies outside the stay above"),
        pytest.param(("checks.csv", "K8-0;", "K8-1;"), id="a check stands twice"),
        pytest.param(("checks.csv", "\n;;K12-9;2026-10-24 19:30;WANTED", "\n2001;;;;"), id="the last row is a number"),
    ],
)
def test_a_number_alone_in_a_row_is_asked_in_doubt(tmp_path: Path, change: tuple[str, str, str]) -> None:
    text, logs = changed("checks below a row of their stay", tmp_path, change)
    assert not {"fill_down", "only_filled"} & logs["checks"].keys()
    assert 'Then add fill_down = ["BookingNo"] and only_filled = ["CheckNo"]' in text


def test_a_number_in_a_row_with_more_is_no_header_of_a_group(tmp_path: Path) -> None:
    change = ("checks.csv", "2008;ROE, RICHARD;;;", "2008;ROE, RICHARD;;;WANTED")
    text, logs = changed("checks below a row of their stay", tmp_path, change)
    assert "fill_down" not in logs["checks"]
    assert "ROE" not in text


by_times = partial(changed, "checks below the first of their stay")


def test_a_number_printed_once_is_filled_down_where_the_times_lie_within_the_stays(tmp_path: Path) -> None:
    text, logs = by_times(tmp_path)
    assert logs["checks"]["fill_down"] == ["BookingNo"]
    assert "all 24 rows lie within the stay at or above them, by chance less than once in a million" in text
    assert "12 of the blank ones not within the stay below" in text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("checks.csv", "K8-1;;2026-10-20", "K8-1;;2026-10-21"), id="a row lies in the stay below"),
        pytest.param(("checks.csv", "K8-1;;2026-10-20 11:08", "K8-1;;later"), id="a time is not known"),
        pytest.param(("stays.csv", "20:07", "07:07"), id="a stay ended before its check"),
        pytest.param(("stays.csv", "2026-10-19 20:07", "soon"), id="a release is not known"),
        pytest.param(("stays.csv", "Released", "Remark"), id="every stay lasts, so that chance would do"),
    ],
)
def test_a_number_printed_once_is_asked_where_the_times_leave_a_doubt(
    tmp_path: Path, change: tuple[str, str, str]
) -> None:
    text, logs = by_times(tmp_path, change)
    assert "fill_down" not in logs["checks"]
    assert 'Is it printed once, for the rows below it? Then add fill_down = ["BookingNo"]' in text


def test_a_half_whose_numbers_lost_their_zeros_is_joined_with_them(tmp_path: Path) -> None:
    text, logs = changed("releases without their zeros", tmp_path / "half")
    assert [one["restore_zeros"] for one in logs["bookings"]["joined"]] == [{"BOOKNO": 6}]
    assert "restore_zeros" not in logs["bookings"]
    assert (
        '11 of 11 rows name a row of "stays.csv" by booking_id with the zeros that they lost (6 digits), each once'
        in text
    )
    text, logs = changed("stays without their zeros", tmp_path / "own")
    assert logs["bookings"]["restore_zeros"] == {"BookNo": 6}
    assert "restore_zeros" not in logs["bookings"]["joined"][0]
    assert "by booking_id with the zeros that those lost (6 digits), each once" in text


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        pytest.param("releases without their zeros", ("outs.csv", "\n2007;", "\n9007;"), id="one is no stay's"),
        pytest.param("releases without their zeros", ("outs.csv", "\n2007;", "\n002007;"), id="one has its zeros"),
        pytest.param("releases without their zeros", ("outs.csv", "\n2007;", "\n2006;"), id="two name one stay"),
        pytest.param("releases without their zeros", ("stays.csv", "\n002004,", "\n0002004,"), id="another width"),
        pytest.param("releases without their zeros", ("stays.csv", "\n002004,", "\nB02004,"), id="a letter"),
        pytest.param("stays without their zeros", ("stays.csv", "\n2007,", "\n9007,"), id="a release has no stay"),
        pytest.param("stays without their zeros", ("stays.csv", "\n2004,", "\n0002004,"), id="one stay is whole"),
    ],
)
def test_a_half_is_not_joined_where_zeros_alone_do_not_tell(
    tmp_path: Path, kind: str, change: tuple[str, str, str]
) -> None:
    text, logs = changed(kind, tmp_path, change)
    assert "joined" not in logs.get("bookings", {})
    assert "ROE" not in text


def test_a_half_is_not_joined_where_other_logs_name_the_stays_without_zeros(tmp_path: Path) -> None:
    exports.make("stays without their zeros", tmp_path / "county")
    inbox = tmp_path / "county" / "inbox"
    rows = [f"K{n},2{n:03d},2026-10-{n + 12} 10:00,WANTED" for n in range(1, 8)]
    (inbox / "checks.csv").write_text("\n".join(["CheckNo,BookingNo,Requested,Result", *rows]), encoding="utf-8")
    _, logs = proposed(*sorted(inbox.iterdir()))
    assert "joined" not in logs["bookings"]
    assert (logs["bookings"]["restore_zeros"], logs["checks"]["restore_zeros"]) == ({"BookNo": 6}, {"BookingNo": 6})


def daily(folder: Path, *changes: tuple[str, str, str]) -> str:
    exports.make("daily lists", folder / "county")
    inbox = folder / "county" / "inbox"
    for name, old, new in changes:
        text = (inbox / name).read_text(encoding="utf-8")
        assert old in text
        (inbox / name).write_text(text.replace(old, new), encoding="utf-8")
    return proposed(*sorted(inbox.iterdir()))[0]


def test_daily_lists_are_asked_with_the_line_to_add(tmp_path: Path) -> None:
    text = daily(tmp_path)
    assert "# DECIDE: 5 lists by the files' names; 9 of 10 stays stand on several, 4 end before the last" in text
    line = '# snapshots = { taken_at = "file:custody_%Y%m%d", ends = "released_at", at_most = "24h" }'
    assert line in text
    assert tomllib.loads(text)["logs"]["bookings"]["files"] == "custody_*"
    (tmp_path / "policy.toml").write_text(text.replace(line, line.removeprefix("# ")), encoding="utf-8")
    assert policy.load(tmp_path / "policy.toml").logs["bookings"].snapshots is not None


def test_lists_whose_names_have_the_month_first_are_asked_where_no_other_order_has_such_days(tmp_path: Path) -> None:
    for first, asked in ((13, True), (1, False)):
        folder = tmp_path / str(first)
        daily(folder)
        inbox = folder / "county" / "inbox"
        for place, path in enumerate(sorted(inbox.glob("custody_*"))):
            path.rename(inbox / f"roster-10-{first + place:02d}-2026.csv")
        text = proposed(*sorted(inbox.iterdir()))[0]
        assert ('taken_at = "file:roster-%m-%d-%Y"' in text) is asked


def test_lists_by_a_column_are_asked(tmp_path: Path) -> None:
    rows = [
        (f"{day}{number:02d}", f"10/{day}/2026 06:00,30{number},P{number},10/01/2026 08:{number:02d},ARREST")
        for day in range(13, 18)
        for number in range(1, 8)
        if number > day - 13
    ]
    path = tmp_path / "custody.csv"
    head = "SnapAt,BookNo,PersonNo,Booked,CommitmentType"
    path.write_text("\n".join([head, *(row for _, row in rows)]), encoding="utf-8")
    text = proposed(path)[0]
    assert '# DECIDE: 5 lists by "SnapAt"; 6 of 7 stays stand on several, 4 end before the last' in text
    assert "one_row_per" not in text.partition("[logs.bookings]")[2]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("custody_20261016.csv", "2006,", "2016,"), id="a stay comes back"),
        pytest.param(("custody_20261016.csv", "2006,", "2007,"), id="a stay stands twice on a list"),
        pytest.param(("custody_20261016.csv", "CommitmentType", "Released"), id="another header"),
    ],
)
def test_files_that_are_no_lists_are_not_asked(tmp_path: Path, change: tuple[str, str, str]) -> None:
    assert "snapshots = {" not in daily(tmp_path, change)


def journal(folder: Path, *changes: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    exports.make("one row an event", folder / "county")
    path = folder / "county" / "inbox" / "journal-2026-10.csv"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return proposed(path)


def test_an_answer_in_unknown_words_leaves_the_result_open_so_that_no_hit_is_lost(tmp_path: Path) -> None:
    text, logs = journal(tmp_path, ("RESPONSE - WANTED", "RESPONSE - SEE FILE"))
    assert logs["checks"]["events"]["fills"]["RESPONSE - SEE FILE"] == "completed_at"
    assert '# DECIDE: what the result of "RESPONSE - SEE FILE" is: result = { is = ... }' in text


def test_an_event_that_is_not_known_is_named_with_its_count(tmp_path: Path) -> None:
    text, _ = journal(tmp_path, ("MEAL", "BONDED OUT"))
    assert '# DECIDE: these events fill no column of any log: "BONDED OUT" (12).' in text


def test_a_column_of_users_is_never_taken_for_codes(tmp_path: Path) -> None:
    _, logs = journal(tmp_path, ("Operator,Request,Code", "Who,Request,Operator"))
    assert "bookings" not in logs


def test_an_entry_that_replaces_one_of_another_file_is_not_taken_for_a_correction(tmp_path: Path) -> None:
    text, logs = journal(tmp_path, (",BOND,24", ",BOND,2400"))
    assert "supersedes" not in logs["bookings"]["events"]
    assert '# DECIDE: "Replaces" may name the entry that a row corrects' in text


def test_zeros_are_given_back_only_if_every_number_of_the_whole_log_is_found_with_them(tmp_path: Path) -> None:
    text, logs = resaved(tmp_path / "whole")
    assert logs["bookings"]["restore_zeros"] == {"BookNo": 6}
    assert "12 numbers have fewer than 6 digits; with zeros all links are found (12 ids)" in text
    _, logs = resaved(tmp_path / "other", ("checks.csv", "002007", "009999"))
    assert "restore_zeros" not in logs["bookings"]
    _, logs = resaved(tmp_path / "mixed", ("stays.csv", "2007;", "02007;"))
    assert "restore_zeros" not in logs["bookings"]


def test_the_column_that_holds_all_numbers_of_the_other_logs_is_that_of_the_stays(tmp_path: Path) -> None:
    change = ("stays.csv", "BookNo", "Reference")
    unpadded = ("checks.csv", ",00", ",")
    text, logs = resaved(tmp_path / "all", change, unpadded)
    assert logs["bookings"]["columns"]["booking_id"] == "Reference"
    assert "# booking_id: each number of a stay in the other logs stands under 'Reference'" in text
    _, logs = resaved(tmp_path / "one lacks", change, unpadded, ("notices.csv", ";2007;", ";9007;"))
    assert "booking_id" not in logs["bookings"]["columns"]


def test_a_comma_in_some_serial_numbers_alone_is_asked(tmp_path: Path) -> None:
    text, logs = resaved(tmp_path, ("notices.csv", "46308,4125", "46308.4125"))
    assert "decimal" not in logs["notifications"]
    assert "# DECIDE: 11 of 12 serial numbers have a comma, the others a point" in text


def test_a_person_goes_back_to_the_question_before_and_the_last_answer_stands() -> None:
    replies = iter(["one", "b", "two", "three"])
    interview = Interview(lambda words, answers: next(replies))
    assert interview.through(lambda ask: [ask("first", ()), ask("second", ())]) == ["two", "three"]


def test_sample_values_are_shown_as_forms_where_they_could_be_a_persons() -> None:
    assert shown("Kind", ["CT"] * 6 + ["WA"] * 3 + ["X"]) == "CT, WA"
    assert shown("Last Name", ["DOE"] * 9) == "AAA"
    assert shown("No", ["B-1017", "B-1018"]) == "A-9999"
    assert shown("Note", []) == "empty"


def test_every_code_of_ours_is_explained() -> None:
    assert {code for codes in code_lists().values() for code in codes} <= meanings().keys()


def test_a_sample_that_could_not_be_used_is_told_last_with_an_exit_code(tmp_path: Path) -> None:
    (tmp_path / "menu.csv").write_text("Dish,Price\nSoup,3\n", encoding="utf-8")
    exports.make("saved again by a spreadsheet", tmp_path / "county")
    samples = [tmp_path / "county" / "inbox" / "checks.csv", tmp_path / "menu.csv"]
    told = reporter("init", str(tmp_path / "new"), "--yes", *map(str, samples))
    assert told.returncode == 4
    assert told.stderr == 'Not used: "menu.csv" looks like no log. Its columns: "Dish", "Price"\n'
    told = reporter("init", str(tmp_path / "other"), "--yes", str(samples[0]))
    assert (told.returncode, told.stderr) == (0, "")


def test_the_clerks_page_has_the_table_of_what_is_proposed(tmp_path: Path) -> None:
    assert table(tmp_path) in PAGE.read_text(encoding="utf-8"), "write it again: python -m tests.proposals"


def with_lines(folder: Path, line: str) -> tuple[str, dict[str, Any]]:
    exports.make("a ruler below the header", folder)
    path = folder / "inbox" / "queries.txt"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(f"{one}\n{line}" if one[:1] == "K" else one for one in rows), encoding="utf-8")
    return proposed(path)


def test_indented_lines_of_one_kind_below_the_rows_are_set_aside_and_asked(tmp_path: Path) -> None:
    text, logs = with_lines(tmp_path / "kind", "        DET   ICE DETAINER       PLACED 10/04/2026 09:00")
    assert logs["checks"]["footer"] == ["QUERIES TO ICE", "DET"]
    assert 'lines with a blank first column: "DET" (12). # DECIDE: are they rows of another log?' in text


def test_indented_lines_that_could_be_names_are_not_set_aside(tmp_path: Path) -> None:
    text, logs = with_lines(tmp_path / "names", "                   WENTWORTH-SMYTHE, Jane Maria")
    assert logs == {}
    assert "WENTWORTH" not in text


CHECKS = "CheckNo,BookingNo,Requested,Result\n"


def test_words_behind_a_time_are_proposed_as_offsets_where_each_stands_in_its_season(tmp_path: Path) -> None:
    path = tmp_path / "checks.csv"
    rows = ("K1,B1,10/31/2026 08:10 EDT,clear", "K2,B2,11/13/2026 09:20 EST,wanted", "K3,B3,11/14/2026 09:30,clear")
    path.write_text(CHECKS + "\n".join(rows), encoding="utf-8")
    text, logs = proposed(path)
    assert logs["checks"]["offsets"] == {"EDT": "-04:00", "EST": "-05:00"}
    assert logs["checks"]["timestamp_format"] == "%m/%d/%Y %H:%M"
    assert "# 2 of 3 times end so, each in its season" in text


def test_a_word_in_the_other_season_is_left_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "checks.csv"
    rows = ("K1,B1,07/31/2026 08:10 EST,clear", "K2,B2,11/13/2026 09:20 EST,wanted", "K3,B3,11/14/2026 99:30 EST,clear")
    path.write_text(CHECKS + "\n".join(rows), encoding="utf-8")
    text, logs = proposed(path)
    assert "offsets" not in logs["checks"]
    assert 'the word does not fit the season, and no time is read before you decide: "EST" (2)\n# offsets = {' in text
    assert logs["checks"]["timestamp_format"] == "%m/%d/%Y %H:%M"  # which reads the times once the word is decided
