"""Made-up exports of which the values, not the names, tell how they are to be read; each with its right policy."""

from pathlib import Path

from tests.support.export_files import STAYS, write_text


def headless(folder: Path) -> str:
    """A log of checks without a header, beside a list of stays that has one."""
    stays = ["BookNo,PersonNo,Booked,CommitmentType"]
    checks = []
    for number, person, name, n, kind in STAYS:
        stays.append(f"{number},{person},2026-10-{n + 12} 08:{n:02d},{kind}")
        checks.append(
            f"K{n}|{number}|{name}|202610{n + 12} 09{n:02d}|202610{n + 12} 10{n:02d}|{'WTD' if n == 5 else 'NR'}"
        )
    write_text(folder, "stays.csv", "\n".join(stays))
    write_text(folder, "checks.txt", "\n".join(checks))
    return """
[logs.bookings]
files = "stays*"
precision = "minute"
columns = { booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType" }
constants = { facility_id = "MAIN" }
values.commitment = { "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }
[logs.checks]
files = "checks*"
header = "none"
delimiter = "|"
timestamp_format = "%Y%m%d %H%M"
precision = "minute"
columns = { check_id = "1", booking_id = "2", requested_at = "4", completed_at = "5", result = "6" }
values.result = { "WTD" = "wanted", "NR" = "no_record" }
"""
