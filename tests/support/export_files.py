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
