"""A small fixed county and its pages as they should be: `make goldens` writes tests/golden/, a test compares."""

import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from reporter import pipeline
from reporter.period import period
from tests.jail import Jail

GOLDEN = Path(__file__).parent / "golden"
PERIOD = "2026-10"
PAGES = {name: f"{PERIOD}/r1/{name}" for name in ("board.html", "state.html", "public.html")}
PAGES["index.html"] = "index.html"
POLICY = """
[systems.vet]
clock_error = "60s"
"""
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment     | sequence_no | release_authorized_at | released_at      | release_reason
B1         | P1        | MAIN        | 2026-10-02 08:00 | criminal_court | 1           | 2026-10-02 13:00      | 2026-10-02 14:05 | bail
B2         | P2        | MAIN        | 2026-10-04 08:00 | criminal_court | 2           | 2026-10-04 13:00      | 2026-10-04 14:05 | bail
B3         | P3        | MAIN        | 2026-10-06 08:00 | criminal_court | 3           | 2026-10-06 13:00      | 2026-10-06 14:05 | to_ice
B4         | P4        | MAIN        | 2026-10-08 08:00 | criminal_court | 4           | 2026-10-08 13:00      | 2026-10-08 21:30 | bail
B5         | P5        | MAIN        | 2026-10-10 08:00 | civil          | 5           | 2026-10-10 13:00      | 2026-10-10 14:05 | bail
B6         | P6        | MAIN        | 2026-10-12 08:00 | criminal_court | 6           |                       |                  |
"""  # noqa: E501
CHECKS = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 09:00 | 2026-10-02 09:30 | O1
C2       | B2         | clear  | 2026-10-04 14:00 | 2026-10-04 14:05 | O1
C3       | B3         | wanted | 2026-10-06 09:00 | 2026-10-06 09:30 | O2
C5       | B5         | clear  | 2026-10-10 09:00 | 2026-10-10 09:30 | O1
"""
NOTICES = """
notification_id | booking_id | sent_at          | check_id
N3              | B3         | 2026-10-06 10:40 | C3
"""
LETTERS = """
officer_id | authorized_from | authorized_to | revoked_on
O1         | 2025-01-01      |               |
"""


def county(folder: Path) -> None:
    """File one edition of a county with a release without a check, one too close to tell, a late one, a late notice."""
    jail = Jail(folder, POLICY)
    logs = {"bookings": BOOKINGS, "checks": CHECKS, "notifications": NOTICES, "authorizations": LETTERS}
    for log, table in logs.items():
        jail.deliver(log, table)
    jail.log_settings["checks"] = 'system = "vet"'
    jail.manifest()
    jail.write_policy()
    pipeline.run(folder, period(PERIOD), lambda words: None)


def plain(page: str) -> str:
    """Return a page without its style and script, its pictures as their texts, and no digest or version."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page, flags=re.DOTALL)
    page = re.sub(r'<svg [^>]*class="marks".*?</svg>', _texts, page, flags=re.DOTALL)
    page = re.sub(r"sha256-[A-Za-z0-9+/=]+|\b[0-9a-f]{16,64}\b", "(digest)", page)
    return re.sub(r"reporter \d[\w.]*", "reporter (version)", page)


def _texts(found: re.Match[str]) -> str:
    texts = groupby(re.findall(r"<text[^>]*>([^<]*)</text>", found[0]))
    counted = [(text, sum(1 for _ in same)) for text, same in texts]
    return "(picture: " + " | ".join(f"{text} ({count} times)" if count > 1 else text for text, count in counted) + ")"


def pages(folder: Path) -> dict[str, str]:
    """Return each page of the filed edition, and the index, as they are compared."""
    return {name: plain((folder / "reports" / path).read_text(encoding="utf-8")) for name, path in PAGES.items()}


def main() -> None:
    """Write tests/golden/."""
    with tempfile.TemporaryDirectory() as place:
        county(Path(place) / "county")
        for name, text in pages(Path(place) / "county").items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
            sys.stdout.write(f"{GOLDEN.name}/{name}\n")


if __name__ == "__main__":
    main()
