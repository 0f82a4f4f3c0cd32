"""Made-up exports with names, totals and rows as other vendors write them, each with its right policy."""

import json
from pathlib import Path

from openpyxl import Workbook

from tests.support.export_files import STAYS, write_stays, write_text

_CODES = 'values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }\n'


def report(folder: Path) -> str:
    """A report with its parameters above and a grand total below, its columns named by words in another order."""
    rows = ["Custody Register", '"Start Date: 10/1/2026","End Date: 10/31/2026"', ""]
    rows.append("BOOKING_NBR,OFFENDER_NBR,OFFENDER_NM,BOOKED_DTTM,COMMIT_TYPE_CD,Order Date/Time,RLS_DTTM,Rls Type Cd")
    for number, person, name, n, kind in STAYS:
        times = [f"10/{n + day}/2026 {hour}:{n:02d}:00 PM" for day, hour in ((12, 8), (13, 1), (13, 2))]
        rows.append(f'{number},{person},"{name}",{times[0]},{kind},{times[1]},{times[2]},BOND')
    rows += [f"Grand Total,,,,,,,{len(STAYS)}", "Report Execution: 11/2/2026 6:00:01 AM"]
    write_text(folder, "register.csv", "\r\n".join(rows), "utf-8-sig")
    return f"""
[logs.bookings]
files = "register*"
header = ["BOOKING_NBR", "OFFENDER_NBR"]
footer = ["Grand Total", "Report Execution"]
columns = {{ booking_id = "BOOKING_NBR", person_id = "OFFENDER_NBR", booked_at = "BOOKED_DTTM", commitment = "COMMIT_TYPE_CD", release_authorized_at = "Order Date/Time", released_at = "RLS_DTTM", release_reason = "Rls Type Cd" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}values.release_reason = {{ "BOND" = "bail" }}
timestamp_format = "%m/%d/%Y %I:%M:%S %p"
precision = "minute"
"""  # noqa: E501


def objects(folder: Path) -> str:
    """JSON Lines with objects within the rows, some null, and a record's own id."""
    stays, checks = [], []
    for number, person, name, n, kind in STAYS:
        out = {"orderedAt": _at(n + 12, 9, n), "releasedAt": _at(n + 12, 10, n), "reason": "bail"} if n < 9 else None
        stay = {"bookingNumber": number, "inmate": {"inmateId": person, "lastName": name}}
        stay |= {"intake": {"dateTime": _at(n + 11, 8, n)}, "commitment": {"type": kind}, "release": out}
        stays.append(json.dumps(stay))
        answer = {"receivedAt": _at(n + 11, 11, n), "result": "clear"}
        check = {"id": f"c{n}", "booking": {"bookingNumber": number}, "request": {"sentAt": _at(n + 11, 9, n)}}
        checks.append(json.dumps(check | {"response": answer}))
    write_text(folder, "stays.jsonl", "\n".join(stays))
    write_text(folder, "checks.jsonl", "\n".join(checks))
    return f"""
[logs.bookings]
files = "stays*"
precision = "minute"
columns = {{ booking_id = "bookingNumber", person_id = "inmate.inmateId", booked_at = "intake.dateTime", commitment = "commitment.type", release_authorized_at = "release.orderedAt", released_at = "release.releasedAt", release_reason = "release.reason" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}values.release_reason = {{ "bail" = "bail" }}
[logs.checks]
files = "checks*"
precision = "minute"
columns = {{ check_id = "id", booking_id = "booking.bookingNumber", requested_at = "request.sentAt", completed_at = "response.receivedAt", result = "response.result" }}
values.result = {{ "clear" = "clear" }}
"""  # noqa: E501


def within(folder: Path) -> str:
    """One list of JSON with the checks of each stay within its row, and its notices."""
    rows = []
    for number, person, _, n, kind in STAYS:
        checks = [
            {"checkId": f"c{n}-{k}", "completedAt": _at(n + 11, 10 + k, n), "result": "clear"} for k in range(n % 3)
        ]
        stay = {"bookingId": number, "person": {"personId": person}, "bookedAt": _at(n + 11, 8, n)}
        notices = [{"noticeId": f"n{n}", "checkId": f"c{n}-0", "sentAt": _at(n + 11, 12, n)}] if n % 3 else []
        rows.append(stay | {"commitmentType": kind, "iceChecks": checks, "iceNotices": notices})
    write_text(folder, "custody.json", json.dumps(rows))
    return f"""
[logs.bookings]
files = "custody*"
precision = "minute"
columns = {{ booking_id = "bookingId", person_id = "person.personId", booked_at = "bookedAt", commitment = "commitmentType" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}[logs.checks]
files = "custody*"
record = "iceChecks"
precision = "minute"
columns = {{ check_id = "checkId", booking_id = "../bookingId", completed_at = "completedAt", result = "result" }}
values.result = {{ "clear" = "clear" }}
[logs.notifications]
files = "custody*"
record = "iceNotices"
precision = "minute"
columns = {{ notification_id = "noticeId", booking_id = "../bookingId", check_id = "checkId", sent_at = "sentAt" }}
"""  # noqa: E501


def headings(folder: Path) -> str:
    """A sheet a month whose columns have the same names below two headings, and notices with a "Time" beside a date."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["Register"])
    for name, first in (("Sep", 0), ("Oct", 6)):
        sheet = book.create_sheet(name)
        sheet.append(["", "", "Booking", "", "", "Release", ""])
        sheet.merge_cells("C1:D1")
        sheet.append(["Booking No.", "Jacket No.", "Date", "Time", "Commitment", "Date", "Time"])
        for number, person, _, n, kind in STAYS[first : first + 6]:
            day = [f"2026-10-{n + 12}", f"08:{n:02d}", kind, f"2026-10-{n + 13}", f"09:{n:02d}"]
            sheet.append([number, person, *day])
        sheet.append([f"Total {name}", 6])
    (folder / "inbox").mkdir(parents=True)
    book.save(folder / "inbox" / "Register.xlsx")
    notices = ["Notice #,Booking #,Sent Date,Time,Acknowledged Date,Time"]
    for number, _, _, n, _ in STAYS:
        notices.append(f"N{n},{number},10/{n + 12}/2026,{n:02d}:05 AM,10/{n + 12}/2026,{n:02d}:25 AM")
    write_text(folder, "notices.csv", "\n".join(notices))
    return f"""
[logs.bookings]
files = "Register*"
sheet = ["Sep", "Oct"]
header = ["Booking No.", "Date (1)"]
footer = ["Total"]
precision = "minute"
columns = {{ booking_id = "Booking No.", person_id = "Jacket No.", booked_at = ["Date (1)", "Time (1)"], commitment = "Commitment", released_at = ["Date (2)", "Time (2)"] }}
constants = {{ facility_id = "MAIN" }}
{_CODES}
[logs.notifications]
files = "notices*"
header = ["Notice #", "Time (1)"]
columns = {{ notification_id = "Notice #", booking_id = "Booking #", sent_at = ["Sent Date", "Time (1)"], acknowledged_at = ["Acknowledged Date", "Time (2)"] }}
timestamp_format = "%m/%d/%Y %I:%M %p"
precision = "minute"
"""  # noqa: E501


def extract(folder: Path) -> str:
    """A list of stays, and checks of fixed width without a header, under a mainframe's suffix, with a trailer."""
    bookings = write_stays(folder)
    lines = []
    for number, _, name, n, _ in STAYS:
        times = f"202610{n + 12} 09{n:02d} 202610{n + 12} 10{n:02d}"
        lines.append(f"{n:06d} {number} {name:16}{times} {'WTD' if n == 5 else 'NR':4}D10{n % 3}")
    write_text(folder, "ICEQUERY.DAT", "\r\n".join([*lines, f"TRL{len(lines):09d}", ""]), "cp1252")
    return (
        bookings
        + """
[logs.checks]
files = "ICEQUERY*"
widths = { No = [1, 6], Book = [8, 11], Who = [13, 28], Asked = [29, 41], Told = [43, 55], Result = [57, 60], By = [61, 64] }
header = "none"
footer = ["TRL"]
timestamp_format = "%Y%m%d %H%M"
precision = "minute"
columns = { check_id = "No", booking_id = "Book", requested_at = "Asked", completed_at = "Told", result = "Result" }
values.result = { "WTD" = "wanted", "NR" = "no_record" }
"""  # noqa: E501
    )


def movements(folder: Path) -> str:
    """A list of stays with zeros, and a journal of movements without them: IN, OUT, walks to the court, ICE's rows."""
    stays = ["Booking No,Person No,Booked At,Commitment Type"]
    rows: list[tuple[str, ...]] = []
    for number, person, _, n, kind in STAYS:
        day = f"10/{n + 12}/2026"
        stays.append(f"00{number},{person},2026-10-{n + 12} 08:{n:02d},{kind}")
        rows += [(day, f"08{n:02d}", number, "IN", "", "", ""), (day, f"12{n:02d}", number, "OUT", "COURT", "", "")]
        rows += [(day, f"15{n:02d}", number, "IN", "COURT", "", ""), (day, f"19{n:02d}", number, "OUT", "BOND", "", "")]
        rows.append((day, f"09{n:02d}", number, "ICE QUERY", "", f"Q{n:03d}", f"D{n % 3}"))
        rows.append((day, f"10{n:02d}", number, "ICE REPLY", "WTD" if n == 5 else "NR", f"Q{n:03d}", ""))
    head = "Move No,Move Date,Move Time,Booking No,Move Code,Detail,Ref No,Officer"
    lines = [",".join((str(number), *row)) for number, row in enumerate(rows, 1)]
    write_text(folder, "stays.csv", "\n".join(stays))
    write_text(folder, "movements_2026.csv", "\n".join([head, *lines]))
    return f"""
[logs.bookings]
files = "stays*"
precision = "minute"
columns = {{ booking_id = "Booking No", person_id = "Person No", booked_at = "Booked At", commitment = "Commitment Type" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}
[logs.checks]
files = "movements_*"
restore_zeros = {{ "Booking No" = 6 }}
timestamp_format = "%m/%d/%Y %H%M"
precision = "minute"
columns = {{ check_id = "Ref No", booking_id = "Booking No" }}
values.result = {{ "WTD" = "wanted", "NR" = "no_record" }}
[logs.checks.events]
event = "Move Code"
time = ["Move Date", "Move Time"]
[logs.checks.events.fills]
"ICE QUERY" = {{ requested_at = ["Move Date", "Move Time"], officer_id = "Officer" }}
"ICE REPLY" = {{ completed_at = ["Move Date", "Move Time"], result = "Detail" }}
"""  # noqa: E501


def _at(day: int, hour: int, minute: int) -> str:
    return f"2026-10-{day:02d}T{hour:02d}:{minute:02d}:00-04:00"
