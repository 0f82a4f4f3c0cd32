"""Made-up exports of which the values, not the names, tell how they are to be read; each with its right policy."""

from pathlib import Path

from tests.support.export_files import STAYS, write_stays, write_text


def headless(folder: Path) -> str:
    """A log of checks without a header, beside a list of stays that has one."""
    bookings, checks = write_stays(folder), []
    for number, _, name, n, _ in STAYS:
        checks.append(
            f"K{n}|{number}|{name}|202610{n + 12} 09{n:02d}|202610{n + 12} 10{n:02d}|{'WTD' if n == 5 else 'NR'}"
        )
    write_text(folder, "checks.txt", "\n".join(checks))
    return (
        bookings
        + """
[logs.checks]
files = "checks*"
header = "none"
delimiter = "|"
timestamp_format = "%Y%m%d %H%M"
precision = "minute"
columns = { check_id = "1", booking_id = "2", requested_at = "4", completed_at = "5", result = "6" }
values.result = { "WTD" = "wanted", "NR" = "no_record" }
"""
    )


def halves(folder: Path) -> str:
    """A list of stays, and a second file with the releases of some, its day beside its clock."""
    bookings = write_stays(folder, "stays_2026-10.csv")
    releases = ["BOOKNO;REL DATE;REL TIME;REL TYPE;CLERK"]
    for number, _, name, n, _ in STAYS:
        if n != 4:
            releases.append(f"{number};10/{n + 13}/2026;09:{n:02d};{'BAIL' if n % 2 else 'DISMISSED'};{name}")
    write_text(folder, "outs_2026-10.csv", "\n".join(releases))
    return (
        bookings
        + """
[[logs.bookings.joined]]
files = "outs_*"
on = ["booking_id"]
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = { booking_id = "BOOKNO", released_at = ["REL DATE", "REL TIME"], release_reason = "REL TYPE" }
values.release_reason = { "BAIL" = "bail", "DISMISSED" = "dismissed" }
"""
    )


def printed_once(folder: Path) -> str:
    """Checks below the number of their stay, which is printed once; the notices name both."""
    bookings = write_stays(folder)
    checks = ["CheckNo;BookingNo;Requested;Result"]
    notices = ["NoticeNo,BookingNo,CheckNo,Sent"]
    for number, _, _, n, _ in STAYS:
        for k in range(1 + n % 3):
            checks.append(f"K{n}-{k};{'' if k else number};2026-10-{n + 12} 1{k}:{n:02d};WANTED")
            notices.append(f"N{n}-{k},{number},K{n}-{k},2026-10-{n + 12} 1{k}:{n + 5:02d}")
    write_text(folder, "checks.csv", "\n".join(checks))
    write_text(folder, "notices.csv", "\n".join(notices))
    return (
        bookings
        + """
[logs.checks]
files = "checks*"
fill_down = ["BookingNo"]
precision = "minute"
columns = { check_id = "CheckNo", booking_id = "BookingNo", requested_at = "Requested", result = "Result" }
values.result = { "WANTED" = "wanted" }
[logs.notifications]
files = "notices*"
precision = "minute"
columns = { notification_id = "NoticeNo", booking_id = "BookingNo", check_id = "CheckNo", sent_at = "Sent" }
"""
    )


def lists(folder: Path) -> str:
    """A list a day of those in custody, the day in the file's name."""
    for day in range(14, 19):
        rows = ["BookNo,PersonNo,Booked,CommitmentType"]
        for number, person, _, n, kind in STAYS:
            if 12 + n // 3 <= day < 12 + n:
                rows.append(f"{number},{person},2026-10-{12 + n // 3:02d} 08:{n:02d},{kind}")
        write_text(folder, f"custody_202610{day}.csv", "\n".join(rows))
    return """
[logs.bookings]
files = "custody_*"
precision = "minute"
columns = { booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
snapshots = { taken_at = "file:custody_%Y%m%d", ends = "released_at", at_most = "24h" }
"""
