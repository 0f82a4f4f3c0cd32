"""What made-up exports are written from: the same few stays, each time as another system would write them."""

from pathlib import Path

STAYS = [
    (f"2{n:03d}", f"P{n:03d}", "DOE, JANE" if n % 2 else "ROE, RICHARD", n, ("ARREST", "CIVIL", "FEDERAL")[n % 3])
    for n in range(1, 13)
]


def write_text(folder: Path, name: str, text: str, encoding: str = "utf-8") -> None:
    """Write one export below inbox/."""
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def write_stays(folder: Path, name: str = "stays.csv") -> str:
    """Write the list of stays as one system has it; return the table of the policy that is right for it."""
    rows = [f"{number},{person},2026-10-{n + 12} 08:{n:02d},{kind}" for number, person, _, n, kind in STAYS]
    write_text(folder, name, "\n".join(["BookNo,PersonNo,Booked,CommitmentType", *rows]))
    return f"""
[logs.bookings]
files = "{name.partition("2026")[0].removesuffix(".csv")}*"
precision = "minute"
columns = {{ booking_id = "BookNo", person_id = "PersonNo", booked_at = "Booked", commitment = "CommitmentType" }}
constants = {{ facility_id = "MAIN" }}
values.commitment = {{ "ARREST" = "arrest", "CIVIL" = "civil", "FEDERAL" = "federal" }}
"""
