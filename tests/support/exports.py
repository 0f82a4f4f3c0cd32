"""Made-up exports of many kinds, each with the policy that is right for it, to hold what `init` proposes against."""

import json
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.support import exports_of_counties as counties
from tests.support import exports_of_databases as databases
from tests.support import exports_of_groups as groups
from tests.support import exports_of_vendors as vendors
from tests.support import exports_told_by_values as by_values
from tests.support.export_files import STAYS, write_text

HEAD = '[agency]\nname = "Example"\ntimezone = "America/New_York"\n'


def roll(folder: Path) -> str:
    """A nightly print: columns by place, clocks in their own columns without their zeros, 00/00/0000 for nothing."""
    for night in (1, 2):
        lines = [f"HILL COUNTY JAIL   NIGHT ROLL   10/0{night}/2026   PAGE 1", ""]
        head = (
            f"{'BOOK NO':>8} {'INMATE':6} {'NAME':14} {'BOOK DATE':10} {'TIME':>4} {'AUTHORITY':9} {'REL DATE':10} RTIM"
        )
        lines.append(head)
        lines += ["-" * 73]
        for number, person, name, n, kind in STAYS:
            out = (
                f"10/{n + 1:02d}/2026 {n * 95 % 60 + 100 * (5 * n % 24):>4}"
                if night == 2 and n < 9
                else "00/00/0000    0"
            )
            lines.append(f"{number:>8} {person:6} {name:14} 10/{n:02d}/2026 {n * 4 + 100 * n:>4} {kind:9} {out}")
        lines += ["", f"TOTAL {len(STAYS)} RECORDS", ""]
        write_text(folder, f"ROLL_2026100{night}.TXT", "\r\n".join(lines) + "\x1a", "cp1252")
    return """
[logs.bookings]
files = "ROLL_*"
widths = { No = [1, 8], Person = [10, 15], Name = [17, 30], BD = [32, 41], BT = [43, 46], Kind = [48, 56], RD = [58, 67], RT = [69, 72] }
header = "none"
footer = ["HILL", "BOOK", "TOTAL", "----"]
restore_zeros = { BT = 4, RT = 4 }
columns = { booking_id = "No", person_id = "Person", booked_at = ["BD", "BT"], commitment = "Kind", released_at = ["RD", "RT"] }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
empty.released_at = ["00/00/0000 0000"]
timestamp_format = "%m/%d/%Y %H%M"
precision = "minute"
"""  # noqa: E501


def ruled(folder: Path) -> str:
    """A list with a ruler below its header that leaves gaps between the columns, on two pages."""
    spans = (7, 7, 14, 16, 16, 6)
    names = ("CHECKNO", "BOOKNO", "SUBJECT", "REQUESTED AT", "COMPLETED AT", "RESULT")
    head = [" ".join(f"{name:{width}}" for name, width in zip(names, spans, strict=True)).rstrip()]
    head.append(" ".join("=" * width for width in spans))
    lines = []
    for page in (0, 1):
        lines += [f"QUERIES TO ICE      PAGE {page + 1}", "", *head]
        for number, _, name, n, _ in STAYS[6 * page : 6 * page + 6]:
            row = (f"K{n:04d}", number, name, f"10/{n:02d}/2026 09:{n:02d}", f"10/{n:02d}/2026 10:{n:02d}", "CLEAR")
            lines.append(" ".join(f"{text:{width}}" for text, width in zip(row, spans, strict=True)).rstrip())
    write_text(folder, "queries.txt", "\n".join([*lines, ""]))
    return """
[logs.checks]
files = "queries*"
widths = { No = [1, 7], Book = [9, 15], Who = [17, 30], Asked = [32, 47], Told = [49, 64], Result = [66, 71] }
header = ["CHECKNO", "BOOKNO"]
footer = ["QUERIES"]
columns = { check_id = "No", booking_id = "Book", requested_at = "Asked", completed_at = "Told", result = "Result" }
values.result = { "CLEAR" = "clear" }
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
"""


def eras(folder: Path) -> str:
    """Two systems of one log: other names, other times, one letter with two meanings."""
    old = ["BKNO,PERSON_ID,BOOKED_DT,COMM_TYPE,REL_DT"]
    new = ["BookingNumber;InmateNo;BookDate;CommitmentType;ReleaseDate"]
    for number, person, _, n, kind in STAYS[:6]:
        old.append(f"{number},{person},10/{n + 12:02d}/2026 08:{n:02d},{kind},10/{n + 13:02d}/2026 09:{n:02d}")
        new.append(f"9{number};{person};2026-11-{n:02d} 08:{n:02d}:00;{kind[0]};2026-11-{n + 1:02d} 09:{n:02d}:30")
    write_text(folder, "old/stays_2026-10.csv", "\n".join(old))
    write_text(folder, "new/custody-2026-11.csv", "\n".join(new))
    return """
[logs.bookings]
constants = { facility_id = "MAIN" }
[[logs.bookings.layouts]]
files = "old/stays_*"
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = { booking_id = "BKNO", person_id = "PERSON_ID", booked_at = "BOOKED_DT", commitment = "COMM_TYPE", released_at = "REL_DT" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
[[logs.bookings.layouts]]
files = "new/custody-*"
precision = "second"
columns = { booking_id = "BookingNumber", person_id = "InmateNo", booked_at = "BookDate", commitment = "CommitmentType", released_at = "ReleaseDate" }
values.commitment = { "A" = "arrest", "C" = "civil", "F" = "federal" }
"""  # noqa: E501


def exchange(folder: Path) -> str:
    """XML with a name space, attributes, a day beside its clock, and two logs in one file."""
    stays = "".join(
        f'<x:Stay key="S{n}"><x:BookingNumber>{number}</x:BookingNumber><x:Person><x:PersonId>{person}</x:PersonId>'
        f"<x:Name>{name}</x:Name></x:Person><x:Booked><x:Date>2026-10-{n:02d}</x:Date><x:Time>08:{n:02d}</x:Time></x:Booked>"
        f'<x:Commitment code="{kind}"/><x:Charge>A</x:Charge><x:Charge>B</x:Charge></x:Stay>'
        for number, person, name, n, kind in STAYS
    )
    queries = "".join(
        f'<x:Check id="K{n}" booking="{number}"><x:Requested>2026-10-{n:02d}T09:{n:02d}:00-04:00</x:Requested>'
        f'<x:Response code="CLEAR" received="2026-10-{n:02d}T10:{n:02d}:00-04:00"/></x:Check>'
        for number, _, _, n, _ in STAYS
    )
    text = f'<x:All xmlns:x="urn:x"><x:Stays>{stays}</x:Stays><x:Checks>{queries}</x:Checks></x:All>'
    write_text(folder, "export.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')
    return """
[logs.bookings]
files = "export*"
record = "Stay"
precision = "minute"
columns = { booking_id = "BookingNumber", person_id = "Person/PersonId", booked_at = ["Booked/Date", "Booked/Time"], commitment = "Commitment/@code" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
[logs.checks]
files = "export*"
record = "Check"
precision = "minute"
columns = { check_id = "@id", booking_id = "@booking", requested_at = "Requested", completed_at = "Response/@received", result = "Response/@code" }
values.result = { "CLEAR" = "clear" }
"""  # noqa: E501


def pages(folder: Path) -> str:
    """JSON with the rows in a list below other names, and names within names."""
    rows = [
        {
            "bookingNo": number,
            "inmate": {"id": person, "name": name},
            "booking": {"at": f"2026-10-{n:02d}T08:{n:02d}:30Z"},
            "commitment": {"code": kind},
            "release": {"at": f"2026-10-{n + 1:02d}T08:{n:02d}:15Z"} if n < 9 else None,
        }
        for number, person, name, n, kind in STAYS
    ]
    write_text(folder, "stays.json", json.dumps({"page": 1, "total": 12, "data": {"bookings": rows}}))
    return """
[logs.bookings]
files = "stays*"
record = "data.bookings"
precision = "second"
columns = { booking_id = "bookingNo", person_id = "inmate.id", booked_at = "booking.at", commitment = "commitment.code", released_at = "release.at" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
"""  # noqa: E501


def months(folder: Path) -> str:
    """A workbook with a cover and a sheet a month, each below a title."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "Cover"
    book.active.append(["Notices to ICE", "kept by the desk"])
    for month, name in ((9, "Sep 2026"), (10, "Oct 2026")):
        sheet = book.create_sheet(name)
        sheet.append(["NOTICES"])
        sheet.append(["Notice ID", "Booking #", "Check No", "Date Sent"])
        for number, _, _, n, _ in STAYS:
            sheet.append([f"N{month}{n}", number, f"K{n}", f"{month:02d}/{n + 12:02d}/2026 10:{n:02d}"])
    (folder / "inbox").mkdir(parents=True)
    book.save(folder / "inbox" / "Notices.xlsx")
    return """
[logs.notifications]
files = "Notices*"
sheet = "??? 2026"
header = ["Notice ID"]
columns = { notification_id = "Notice ID", booking_id = "Booking #", check_id = "Check No", sent_at = "Date Sent" }
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
"""


def journal(folder: Path) -> str:
    """A journal with one row an event: the day beside its clock, a correction, a result in the event's own words."""
    head = "Line No,Booking No,Inmate,Event Type,Event Date,Event Time,Operator,Request,Code,Replaces"
    rows: list[tuple[object, ...]] = []
    for number, person, _, n, kind in STAYS:
        day = f"10/{n + 12:02d}/2026"
        rows.append((number, person, "INTAKE", day, f"08:{n:02d}", "desk", "", "", ""))
        rows.append((number, person, "COMMITMENT", day, f"08:{n + 5:02d}", "desk", "", kind, ""))
        rows.append((number, person, "CHECK REQUESTED", day, f"09:{n:02d}", f"D{n % 3}", f"K{n:03d}", "", ""))
        rows.append(
            (
                number,
                person,
                f"RESPONSE - {'WANTED' if n == 5 else 'CLEAR'}",
                day,
                f"09:{n + 7:02d}",
                "",
                f"K{n:03d}",
                "",
                "",
            )
        )
        rows.append((number, person, "MEAL", day, "12:00", "cook", "", "", ""))
        rows.append((number, person, "DISCHARGE", day, f"13:{n:02d}", "desk", "", "BOND" if n % 2 else "FUG", ""))
    rows.append(("2004", "P004", "DISCHARGE", "10/16/2026", "14:44", "desk", "", "BOND", 24))
    lines = [",".join(map(str, (number, *row))) for number, row in enumerate(rows, 1)]
    write_text(folder, "journal-2026-10.csv", "\n".join([head, *lines, ""]))
    table = """
[logs.{0}.events]
event = "Event Type"
time = ["Event Date", "Event Time"]
entry = "Line No"
supersedes = "Replaces"
[logs.{0}.events.fills]
"""
    return (
        """
[logs.bookings]
files = "journal-*"
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = { booking_id = "Booking No", person_id = "Inmate" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
values.release_reason = { "BOND" = "bail", "FUG" = "to_other_agency" }
"""
        + table.format("bookings")
        + """
"INTAKE" = "booked_at"
"COMMITMENT" = { committed_at = ["Event Date", "Event Time"], commitment = "Code" }
"DISCHARGE" = { released_at = ["Event Date", "Event Time"], release_reason = "Code" }
[logs.checks]
files = "journal-*"
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = { check_id = "Request", booking_id = "Booking No" }
"""
        + table.format("checks")
        + """
"CHECK REQUESTED" = { requested_at = ["Event Date", "Event Time"], officer_id = "Operator" }
"RESPONSE - CLEAR" = { completed_at = ["Event Date", "Event Time"], result = { is = "clear" } }
"RESPONSE - WANTED" = { completed_at = ["Event Date", "Event Time"], result = { is = "wanted" } }
"""
    )


def resaved(folder: Path) -> str:
    """Files saved again by a spreadsheet: numbers without zeros, serial numbers with a comma; checks are whole."""
    stays = ["BookNo;PersonNo;Booked;CommitmentType"]
    checks = ["CheckNo,BookingNo,Requested,Completed,Result"]
    notices = ["NoticeNo;BookingNo;Sent"]
    for number, person, _, n, kind in STAYS:
        stays.append(f"{number};{person};10/{n + 12}/2026 8:{n:02d};{kind}")
        checks.append(f"K{n},00{number},2026-10-{n + 12} 09:{n:02d},2026-10-{n + 12} 10:{n:02d},CLEAR")
        notices.append(f"N{n};{number};{46307 + n},{n + 40}25")
    write_text(folder, "stays.csv", "\n".join(stays))
    write_text(folder, "checks.csv", "\n".join(checks))
    write_text(folder, "notices.csv", "\n".join(notices))
    return """
[logs.bookings]
files = "stays*"
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
restore_zeros = { BookNo = 6 }
columns = { booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
[logs.checks]
files = "checks*"
precision = "minute"
columns = { check_id = "CheckNo", booking_id = "BookingNo", requested_at = "Requested", completed_at = "Completed", result = "Result" }
values.result = { "CLEAR" = "clear" }
[logs.notifications]
files = "notices*"
decimal = ","
precision = "second"
restore_zeros = { BookingNo = 6 }
columns = { notification_id = "NoticeNo", booking_id = "BookingNo", sent_at = "Sent" }
"""  # noqa: E501


KINDS: dict[str, Callable[[Path], str]] = {
    "columns of fixed width": roll,
    "a ruler below the header": ruled,
    "two eras of one log": eras,
    "XML": exchange,
    "pages of JSON": pages,
    "a sheet a month": months,
    "one row an event": journal,
    "saved again by a spreadsheet": resaved,
    "no header": by_values.headless,
    "releases in a second file": by_values.halves,
    "a number printed once": by_values.printed_once,
    "daily lists": by_values.lists,
    "checks below a row of their stay": groups.below_a_row,
    "checks below the first of their stay": groups.below_the_first,
    "releases without their zeros": groups.half_without_zeros,
    "stays without their zeros": groups.own_rows_without_zeros,
    "a report with a grand total": vendors.report,
    "objects within the rows": vendors.objects,
    "records within their stay": vendors.within,
    "names that come again": vendors.headings,
    "fixed width, no header, a trailer": vendors.extract,
    "a journal of movements": vendors.movements,
    "two facilities with the same numbers": counties.two_facilities,
    "a planned release beside the release": counties.two_releases,
    "flags under names of times": counties.flags,
    "a row for each status of a check": counties.statuses,
    "notices in their checks in their stays": counties.nested,
    "detainers in their stays": counties.detainers,
    "a report of a program": counties.printed,
    "texts that mean nothing": counties.nothing,
    "headers in Spanish": counties.spanish,
    "trips, head counts and visits": counties.other_tables,
    "names and times of a database": databases.database,
    "pages of a report as CSV": databases.pages_of_cells,
    "transactions with two times": databases.transactions,
}


def make(kind: str, folder: Path) -> None:
    """Write the exports of one kind and the policy that is right for them."""
    folder.mkdir(parents=True)
    text = HEAD + KINDS[kind](folder)
    (folder / "policy.toml").write_text(text, encoding="utf-8")
