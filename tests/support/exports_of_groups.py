"""Made-up exports whose rows stand below the number of their stay, and halves whose numbers lost their zeros."""

from pathlib import Path

from tests.support.export_files import STAYS, write_text

_CHECKS = """
precision = "minute"
columns = { check_id = "CheckNo", booking_id = "BookingNo", requested_at = "Requested", result = "Result" }
values.result = { "WANTED" = "wanted" }
"""


def below_a_row(folder: Path) -> str:
    """Checks below a row that has the number and the name of their stay alone."""
    bookings, checks = _stays(folder), ["BookingNo;Name;CheckNo;Requested;Result"]
    for number, _, name, n, _ in STAYS:
        checks.append(f"{number};{name};;;")
        checks += [f";;K{n}-{k};2026-10-{n + 12} 1{k}:{n:02d};WANTED" for k in range(n % 3)]
    checks.append(f";;K{n}-9;2026-10-{n + 12} 19:30;WANTED")
    write_text(folder, "checks.csv", "\n".join(checks))
    return (
        f'{bookings}\n[logs.checks]\nfiles = "checks*"\nfill_down = ["BookingNo"]\nonly_filled = ["CheckNo"]{_CHECKS}'
    )


def below_the_first(folder: Path) -> str:
    """Checks of which the first of each stay has its number; nothing but their times tells whose the others are."""
    bookings, checks = _stays(folder), ["CheckNo;BookingNo;Requested;Result"]
    for number, _, _, n, _ in STAYS:
        checks += [f"K{n}-{k};{'' if k else number};2026-10-{n + 12} 1{k}:{n:02d};WANTED" for k in range(1 + n % 3)]
    write_text(folder, "checks.csv", "\n".join(checks))
    return f'{bookings}\n[logs.checks]\nfiles = "checks*"\nfill_down = ["BookingNo"]{_CHECKS}'


def half_without_zeros(folder: Path) -> str:
    """A list of stays with numbers of six digits, and their releases, which a spreadsheet saved again."""
    bookings = _stays(folder, zeros="00", releases=False)
    releases = ["BOOKNO;REL DATE;REL TIME;REL TYPE;CLERK"]
    for number, _, name, n, _ in STAYS:
        if n != 4:
            releases.append(f"{number};10/{n + 13}/2026;09:{n:02d};{'BAIL' if n % 2 else 'DISMISSED'};{name}")
    write_text(folder, "outs.csv", "\n".join(releases))
    return f"{bookings}{_HALF}restore_zeros = {{ BOOKNO = 6 }}\n"


def own_rows_without_zeros(folder: Path) -> str:
    """A list of stays that a spreadsheet saved again, and their releases as they were."""
    bookings = _stays(folder, releases=False)
    releases = ["BOOKNO;REL DATE;REL TIME;REL TYPE;CLERK"]
    for number, _, name, n, _ in STAYS:
        if n != 4:
            releases.append(f"00{number};10/{n + 13}/2026;09:{n:02d};{'BAIL' if n % 2 else 'DISMISSED'};{name}")
    write_text(folder, "outs.csv", "\n".join(releases))
    return f"{bookings}restore_zeros = {{ BookNo = 6 }}\n{_HALF}"


_HALF = """
[[logs.bookings.joined]]
files = "outs*"
on = ["booking_id"]
timestamp_format = "%m/%d/%Y %H:%M"
precision = "minute"
columns = { booking_id = "BOOKNO", released_at = ["REL DATE", "REL TIME"], release_reason = "REL TYPE" }
values.release_reason = { "BAIL" = "bail", "DISMISSED" = "dismissed" }
"""


def _stays(folder: Path, *, zeros: str = "", releases: bool = True) -> str:
    """Write a list of stays of half a day each, with their releases or without."""
    rows = ["BookNo,PersonNo,Booked,CommitmentType" + ",Released" * releases]
    for number, person, _, n, kind in STAYS:
        out = f",2026-10-{n + 12} 20:{n:02d}" * releases
        rows.append(f"{zeros}{number},{person},2026-10-{n + 12} 08:{n:02d},{kind}{out}")
    write_text(folder, "stays.csv", "\n".join(rows))
    own = ', released_at = "Released"' * releases
    return f"""
[logs.bookings]
files = "stays*"
precision = "minute"
columns = {{ booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType"{own} }}
constants = {{ facility_id = "MAIN" }}
values.commitment = {{ "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }}
"""
