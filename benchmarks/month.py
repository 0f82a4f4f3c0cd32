"""`python -m benchmarks.month --stays 1000000`: one month's run in a county that holds ten years already.

The month before is filed first, so that the warehouse holds all earlier records; then the last month is delivered and
filed. Both in processes of their own.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import county, shown
from benchmarks.__main__ import child, wrong


def main() -> None:
    """Print what each phase of the month's run took."""
    asked = argparse.ArgumentParser(prog="benchmarks.month", description=__doc__)
    asked.add_argument("--stays", type=int, default=1_000_000, help="Stays in ten years.")
    asked.add_argument("--work", type=Path, help="Where to make the county (default: a folder that is removed).")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="month-", dir=given.work) as place:
        found = month(Path(place), given.stays)
    sys.stdout.write(
        f"{shown.machine()}\nA month delivered to ten years of records:{shown.table([found], given.stays, 'csv')}"
    )


def month(place: Path, stays: int) -> dict[str, Any]:
    """Return what the month's run took; a wrong count ends all."""
    folder, late = place / "county", place / "late"
    expected = county.make_decade(folder, stays)
    late.mkdir()
    for path in (folder / "inbox").glob(f"*_{county.LAST_MONTH}.csv"):
        path.rename(late / path.name)
    child(folder, 2, "", place, "2026-11")
    for path in late.iterdir():
        path.rename(folder / "inbox" / path.name)
    found = child(folder, 2, "", place, county.LAST_MONTH)
    if faults := wrong(found, expected):
        sys.exit(f"the answer is wrong: {'; '.join(faults)}")
    return found | {"stays": stays, "form": "csv", "threads": 2, "memory": ""}


if __name__ == "__main__":
    main()
