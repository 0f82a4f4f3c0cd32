"""Made-up exports with traps that real ones have: two releases, one series a facility, flags named like times."""

import json
from pathlib import Path

from tests.support.export_files import STAYS, write_stays, write_text

_CODES = 'values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }\n'
_LAYOUT = 'timestamp_format = "%m/%d/%Y %H:%M"\nprecision = "minute"\n'


def _us(n: int, day: int = 12, hour: int = 8) -> str:
    return f"10/{n + day}/2026 {hour:02d}:{n:02d}"


def _iso(n: int, day: int = 12, hour: int = 8) -> str:
    return f"2026-10-{n + day} {hour:02d}:{n:02d}"


def _csv(folder: Path, name: str, *rows: str, encoding: str = "utf-8") -> None:
    write_text(folder, name, "\n".join(rows), encoding)


def two_facilities(folder: Path) -> str:
    """Two facilities of which each numbers its stays from 1; the checks name both."""
    stays, checks = ["Fac,BookNo,PersonNo,Booked,CommitmentType"], ["CheckNo,Fac,BookNo,Requested,Result"]
    for _, person, _, n, kind in STAYS:
        place = f"{('NORTH', 'SOUTH')[n % 2]},{100 + (n + 1) // 2}"
        stays.append(f"{place},{person},{_iso(n)},{kind}")
        checks.append(f"K{n},{place},{_iso(n, 12, 9)},NO RECORD")
    _csv(folder, "stays.csv", *stays)
    _csv(folder, "checks.csv", *checks)
    return f"""
[logs.bookings]
files = "stays*"
precision = "minute"
columns = {{ booking_id = ["Fac", "BookNo"], person_id = "PersonNo", facility_id = "Fac", booked_at = "Booked", commitment = "CommitmentType" }}
{_CODES}[logs.checks]
files = "checks*"
precision = "minute"
columns = {{ check_id = "CheckNo", booking_id = ["Fac", "BookNo"], requested_at = "Requested", result = "Result" }}
values.result = {{ "NO RECORD" = "no_record" }}
"""  # noqa: E501


def two_releases(folder: Path) -> str:
    """A release that is planned beside that which was, under a name that says less than the other."""
    rows = ["BookNo,PersonNo,Facility,Booked,CommitmentType,Release Date,Actual Release Date"]
    for number, person, _, n, kind in STAYS:
        left = _us(n, 13) if n % 3 else ""
        rows.append(f"{number},{person},MAIN,{_us(n)},{kind},{_us(n, 15)},{left}")
    _csv(folder, "stays.csv", *rows)
    return f"""
[logs.bookings]
files = "stays*"
{_LAYOUT}columns = {{ booking_id = "BookNo", person_id = "PersonNo", facility_id = "Facility", booked_at = "Booked", commitment = "CommitmentType", released_at = "Actual Release Date" }}
{_CODES}"""  # noqa: E501


def flags(folder: Path) -> str:
    """Yes and no under names of times, a number of a charge, and the housing under the name of a place."""
    rows = ["BookNo,PersonNo,Location,Seq,Booked,CommitmentType,Released,Release Dt/Tm"]
    notices = ["NoticeNo,BookNo,Notified,Notice Dt/Tm"]
    for number, person, _, n, kind in STAYS + [(f"3{n}", f"P3{n}", "", n, "CIVIL") for n in range(1, 13)]:
        left = ("Y", _us(n, 13)) if n % 3 else ("N", "")
        rows.append(f"{number},{person},{number[0]}-{n},{n % 3},{_us(n)},{kind},{','.join(left)}")
        notices.append(f"N{number},{number},Y,{_us(n, 12, 9)}")
    _csv(folder, "stays.csv", *rows)
    _csv(folder, "notices.csv", *notices)
    return f"""
[logs.bookings]
files = "stays*"
{_LAYOUT}columns = {{ booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType", released_at = "Release Dt/Tm" }}
constants = {{ facility_id = "MAIN" }}
{_CODES}[logs.notifications]
files = "notices*"
{_LAYOUT}columns = {{ notification_id = "NoticeNo", booking_id = "BookNo", sent_at = "Notice Dt/Tm" }}
"""  # noqa: E501


def statuses(folder: Path) -> str:
    """A row for each status of a check, so that each check stands twice."""
    bookings, rows = write_stays(folder), ["CheckNo,BookNo,Status,Status Time"]
    for number, _, _, n, _ in STAYS:
        rows.append(f"K{n},{number},PENDING,{_iso(n, 12, 9)}")
        rows.append(f"K{n},{number},{'WANTED' if n == 5 else 'NO RECORD'},{_iso(n, 12, 10)}")
    _csv(folder, "checks.csv", *rows)
    return (
        bookings
        + """
[logs.checks]
files = "checks*"
precision = "minute"
columns = { check_id = "CheckNo", booking_id = "BookNo" }
[logs.checks.events]
event = "Status"
time = "Status Time"
fills."PENDING" = { requested_at = "Status Time" }
fills."NO RECORD" = { completed_at = "Status Time", result = { is = "no_record" } }
fills."WANTED" = { completed_at = "Status Time", result = { is = "wanted" } }
"""
    )


def nested(folder: Path) -> str:
    """Pages of JSON with the checks in their stays, and the notices in their checks."""
    items = []
    for number, person, name, n, kind in STAYS:
        notices = [{"noticeId": f"N{n}", "sentAt": _iso(n, 12, 11)}] if n % 2 else []
        check = {"screeningId": f"K{n}", "requestedAt": _iso(n, 12, 9), "result": "WANTED", "notices": notices}
        stay = {"bookingId": number, "person": {"personId": person, "name": name}, "facility": "MAIN"}
        items.append({**stay, "bookedAt": _iso(n), "commitment": kind, "screenings": [check]})
    write_text(folder, "api_1.json", json.dumps({"page": 1, "items": items}))
    return f"""
[logs.bookings]
files = "api*"
record = "items"
precision = "minute"
columns = {{ booking_id = "bookingId", person_id = "person.personId", facility_id = "facility", booked_at = "bookedAt", commitment = "commitment" }}
{_CODES}[logs.checks]
files = "api*"
record = "items.screenings"
precision = "minute"
columns = {{ check_id = "screeningId", booking_id = "../bookingId", requested_at = "requestedAt", result = "result" }}
values.result = {{ "WANTED" = "wanted" }}
[logs.notifications]
files = "api*"
record = "items.screenings.notices"
precision = "minute"
columns = {{ notification_id = "noticeId", booking_id = "../../bookingId", check_id = "../screeningId", sent_at = "sentAt" }}
"""  # noqa: E501


def detainers(folder: Path) -> str:
    """XML with the detainers in their stays, of which the number is an attribute."""
    lines = ["<Export>"]
    for number, person, name, n, kind in STAYS:
        lines.append(f'<Booking number="{number}"><InmateNumber>{person}</InmateNumber><Name>{name}</Name>')
        lines.append(f"<Facility>MAIN</Facility><Booked>{_iso(n)}</Booked><Commitment>{kind}</Commitment>")
        if n % 3:
            lines.append(f'<Detainers><Detainer id="H{n}"><Type>ICE DETAINER</Type><Lodged>{_iso(n, 12, 9)}</Lodged>')
            lines.append("</Detainer></Detainers>")
        lines.append(f"<Released><Date>{_iso(n, 14)[:10]}</Date><Time>09:{n:02d}</Time></Released></Booking>")
    write_text(folder, "stays.xml", "\n".join([*lines, "</Export>"]))
    return f"""
[logs.bookings]
files = "stays*"
record = "Export/Booking"
precision = "minute"
columns = {{ booking_id = "@number", person_id = "InmateNumber", facility_id = "Facility", booked_at = "Booked", commitment = "Commitment", released_at = ["Released/Date", "Released/Time"] }}
{_CODES}[logs.holds]
files = "stays*"
record = "Booking/Detainers/Detainer"
precision = "minute"
columns = {{ hold_id = "@id", booking_id = "../../@number", kind = "Type", placed_at = "Lodged" }}
values.kind = {{ "ICE DETAINER" = "ice_detainer" }}
"""  # noqa: E501


def printed(folder: Path) -> str:
    """A report that begins each page with the name of its program, and has two columns called TIME."""
    spans, lines = (8, 8, 14, 10, 6, 10, 10, 4), []
    names = ("BOOK#", "INMATE#", "NAME", "BOOK DATE", "TIME", "AUTHORITY", "REL DATE", "TIME")
    for page in (0, 1):
        lines += [f"JL4410R         HILL COUNTY JAIL        PAGE {page + 1}", "RUN DATE 11/02/26"]
        lines += ["".join(f"{one:{width}}" for one, width in zip(names, spans, strict=True)), "-" * 70]
        for number, person, name, n, kind in STAYS[6 * page : 6 * page + 6]:
            cells = (number, person, name, f"10/{n + 12}/26", f"08{n:02d}", kind, f"10/{n + 14}/26", f"09{n:02d}")
            lines.append("".join(f"{one:{width}}" for one, width in zip(cells, spans, strict=True)))
        lines += ["", "   PAGE TOTAL   6", "\f"]
    write_text(folder, "stays.txt", "\r\n".join(lines))
    return f"""
[logs.bookings]
files = "stays*"
header = "none"
widths = {{ a = [1, 8], b = [9, 16], c = [17, 30], d = [31, 40], e = [41, 46], f = [47, 56], g = [57, 66], h = [67, 70] }}
footer = ["JL4410R", "RUN DATE", "BOOK#", "---", "PAGE TOTAL"]
columns = {{ booking_id = "a", person_id = "b", booked_at = ["d", "e"], commitment = "f", released_at = ["g", "h"] }}
constants = {{ facility_id = "MAIN" }}
timestamp_format = "%m/%d/%y %H%M"
precision = "minute"
{_CODES}"""  # noqa: E501


def nothing(folder: Path) -> str:
    """Texts that stand where nothing is on record: IN CUSTODY, the year 9999, NULL; and rows for each charge."""
    rows = ["BookNo,PersonNo,Facility,Booked,CommitmentType,Charge,Release Date"]
    checks = ["CheckNo,BookNo,Requested,Completed,Result,Officer"]
    for number, person, _, n, kind in STAYS:
        left = ("IN CUSTODY", "12/31/9999 00:00", _us(n, 13))[n % 3]
        rows += [f"{number},{person},MAIN,{_us(n)},{kind},{k},{left}" for k in range(2)]
        answer = ("NULL,PENDING,N/A", f"{_us(n, 12, 10)},CLEAR,D12")[bool(n % 4)]
        checks.append(f"K{n},{number},{_us(n, 12, 9)},{answer}")
    _csv(folder, "stays.csv", *rows)
    _csv(folder, "checks.csv", *checks)
    return f"""
[logs.bookings]
files = "stays*"
{_LAYOUT}one_row_per = ["booking_id"]
empty.released_at = ["IN CUSTODY", "12/31/9999 00:00"]
columns = {{ booking_id = "BookNo", person_id = "PersonNo", facility_id = "Facility", booked_at = "Booked", commitment = "CommitmentType", released_at = "Release Date" }}
{_CODES}[logs.checks]
files = "checks*"
{_LAYOUT}empty.completed_at = ["NULL"]
empty.officer_id = ["N/A"]
columns = {{ check_id = "CheckNo", booking_id = "BookNo", requested_at = "Requested", completed_at = "Completed", result = "Result", officer_id = "Officer" }}
values.result = {{ "CLEAR" = "clear", "PENDING" = "pending" }}
"""  # noqa: E501


def spanish(folder: Path) -> str:
    """Headers in Spanish, days before months, and NR for checks that have no answer."""
    rows = ["Número de Ingreso;Número de Persona;Nombre;Instalación;Fecha de Ingreso;Tipo de Custodia;Fecha de Salida"]
    checks = ["Número de Consulta;Número de Ingreso;Fecha de Consulta;Fecha de Respuesta;Resultado"]
    for number, person, name, n, kind in STAYS:
        at = [f"{n + day}/10/2026 {hour}:{n:02d}" for day, hour in ((12, 10), (14, 11), (12, 12))]
        rows.append(f"{number};{person};{name};MAIN;{at[0]};{kind};{at[1]}")
        checks.append(f"K{n};{number};{at[0]};{at[2] if n % 4 else ''};{'CLEAR' if n % 4 else 'NR'}")
    _csv(folder, "ingresos.csv", *rows, encoding="cp1252")
    _csv(folder, "consultas.csv", *checks, encoding="cp1252")
    return f"""
[logs.bookings]
files = "ingresos*"
timestamp_format = "%d/%m/%Y %H:%M"
precision = "minute"
columns = {{ booking_id = "Número de Ingreso", person_id = "Número de Persona", facility_id = "Instalación", booked_at = "Fecha de Ingreso", commitment = "Tipo de Custodia", released_at = "Fecha de Salida" }}
{_CODES}[logs.checks]
files = "consultas*"
timestamp_format = "%d/%m/%Y %H:%M"
precision = "minute"
columns = {{ check_id = "Número de Consulta", booking_id = "Número de Ingreso", requested_at = "Fecha de Consulta", completed_at = "Fecha de Respuesta", result = "Resultado" }}
values.result = {{ "CLEAR" = "clear", "NR" = "pending" }}
"""  # noqa: E501


def other_tables(folder: Path) -> str:
    """Trips to the court and head counts beside stays, and visits and medical screenings, which are no log."""
    bookings = write_stays(folder)
    trips, visits = ["BookNo,Date Out,Date In,Purpose"], ["BookNo,Visitor,Date In,Date Out,Type"]
    screenings = ["Screening ID,BookNo,Completed,Nurse,Result"]
    counts = ["Facility,Count Date,Count"]
    for number, _, name, n, _ in STAYS:
        trips.append(f"{number},{_iso(n, 13)},{_iso(n, 13, 11)},COURT")
        visits.append(f'{number},"{name}",{_iso(n, 14)},{_iso(n, 14, 9)},FAMILY')
        screenings.append(f"S{n},{number},{_iso(n, 13)},U{n},CLEARED")
        counts.append(f"MAIN,2026-10-{n + 12} 06:00,{n}")
    _csv(folder, "trips.csv", *trips)
    _csv(folder, "visits.csv", *visits)
    _csv(folder, "medical screening.csv", *screenings)
    _csv(folder, "headcount.csv", *counts)
    return (
        bookings
        + """
[logs.movements]
files = "trips*"
precision = "minute"
columns = { booking_id = "BookNo", out_at = "Date Out", in_at = "Date In", reason = "Purpose" }
[logs.census]
files = "headcount*"
precision = "minute"
columns = { facility_id = "Facility", counted_at = "Count Date", headcount = "Count" }
"""
    )
