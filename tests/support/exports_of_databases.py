"""Made-up exports of databases and report writers, with their names, times and pages; each with its right policy."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.support.export_files import STAYS, write_text

_CODES = 'values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }\n'
_RELEASES = 'values.release_reason = { "BOND" = "bail", "DISM" = "dismissed" }\n'


def _at(n: int, hours: int = 0) -> datetime:
    return datetime(2026, 10, n + 12, 8 + n, n) + timedelta(hours=hours)


def _csv(folder: Path, name: str, *rows: str) -> None:
    write_text(folder, name, "\n".join(rows))


def _spelt(at: datetime) -> str:
    return f"{at:%b} {at.day:>2} {at.year} {at.hour % 12 or 12:>2}:{at:%M%p}"


def database(folder: Path) -> str:
    """Times as a database prints them, the year 9999 for a stay that goes on, and names that say Book In."""
    stays = ["BookingID,PermID,FacilityCode,BookInDateTime,AuthorityType,BookOutDateTime,ReleaseType"]
    checks = ["IAQ_ID,BookingID,SubmitDateTime,ResponseDateTime,ResponseType,SubmittedBy"]
    for number, person, _, n, kind in STAYS:
        out, why = (_spelt(_at(n, 20)), "BOND") if n % 4 else ("Dec 31 9999 11:59PM", "NULL")
        stays.append(f"{number},{person},CJ1,{_spelt(_at(n))},{kind},{out},{why}")
        checks.append(f"{n + 500},{number},{_spelt(_at(n, 1))},{_spelt(_at(n, 2))},NO RECORD,U{n % 3}")
    _csv(folder, "vwStays.csv", *stays)
    _csv(folder, "vwIAQLog.csv", *checks)
    return f"""
[logs.bookings]
files = "vwStays*"
timestamp_format = "%b %d %Y %I:%M%p"
precision = "minute"
empty.released_at = ["Dec 31 9999 11:59PM"]
empty.release_reason = ["NULL"]
columns = {{ booking_id = "BookingID", person_id = "PermID", facility_id = "FacilityCode", booked_at = "BookInDateTime", commitment = "AuthorityType", released_at = "BookOutDateTime", release_reason = "ReleaseType" }}
{_CODES}values.release_reason = {{ "BOND" = "bail" }}
[logs.checks]
files = "vwIAQLog*"
timestamp_format = "%b %d %Y %I:%M%p"
precision = "minute"
columns = {{ check_id = "IAQ_ID", booking_id = "BookingID", requested_at = "SubmitDateTime", completed_at = "ResponseDateTime", result = "ResponseType", officer_id = "SubmittedBy" }}
values.result = {{ "NO RECORD" = "no_record" }}
"""  # noqa: E501


def pages_of_cells(folder: Path) -> str:
    """A report saved as CSV, whose title and header come again on each page; days with midnight beside their clocks."""
    title, head = (
        "Hill County Detention,,,,,,,",
        "Bkg No,Name No,Book Date,Book Time,Commit Type,Rel Date,Rel Time,How Released",
    )
    rows = [title, "Intake and Release Register,,,,,,,", '"10/13/2026 through 10/26/2026",,,,,,,', head]
    for number, person, _, n, kind in STAYS:
        if n in (5, 9):
            rows += [f"Page {n // 4} of 3,,,,,,,", title, head]
        times = [f"{at.month}/{at.day}/{at.year} 0:00,{at.hour}:{at:%M}" for at in (_at(n), _at(n, 20))]
        rows.append(f"{number},{person},{times[0]},{kind},{times[1]},{'BOND' if n % 2 else 'DISM'}")
    _csv(folder, "register.csv", *rows, "Total Inmates: 12,,,,,,,", "Page 3 of 3,,,,,,,")
    return f"""
[logs.bookings]
files = "register*"
header = ["Bkg No", "Name No"]
footer = ["Page ", "Hill County", "Total "]
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = {{ booking_id = "Bkg No", person_id = "Name No", booked_at = ["Book Date", "Book Time"], commitment = "Commit Type", released_at = ["Rel Date", "Rel Time"], release_reason = "How Released" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}{_RELEASES}"""  # noqa: E501


def transactions(folder: Path) -> str:
    """Transactions with the time of the event beside that of its entry, and the user who made it."""
    events = []
    for number, person, _, n, kind in STAYS:
        events += [(_at(n), number, person, "BOOKED IN", kind), (_at(n, 1), number, person, "CELL ASSIGN", "A-12")]
        events += [(_at(n, 15), number, person, "RELEASE ORDERED", "")]
        events += [(_at(n, 20), number, person, "RELEASED", "BOND" if n % 2 else "DISM")]
    rows = ["TranSeq,BookingNo,InmateNo,TranCode,EffectiveDate,EffectiveTime,EntryDate,EntryTime,Detail,UserID"]
    for place, (at, number, person, event, detail) in enumerate(sorted(events), 1):
        times = ",".join(f"{one:%Y-%m-%d,%H:%M}" for one in (at, at + timedelta(minutes=11)))
        rows.append(f"{900 + place},{number},{person},{event},{times},{detail},U{place % 3}")
    _csv(folder, "trans.csv", *rows)
    time = '["EffectiveDate", "EffectiveTime"]'
    return f"""
[logs.bookings]
files = "trans*"
precision = "minute"
columns = {{ booking_id = "BookingNo", person_id = "InmateNo" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}{_RELEASES}[logs.bookings.events]
event = "TranCode"
time = {time}
[logs.bookings.events.fills]
"BOOKED IN" = {{ booked_at = {time}, commitment = "Detail" }}
"RELEASE ORDERED" = "release_authorized_at"
"RELEASED" = {{ released_at = {time}, release_reason = "Detail" }}
"""
