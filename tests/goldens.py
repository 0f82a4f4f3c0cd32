"""A small fixed county and its pages as they should be: `make goldens` writes tests/golden/, a test compares."""

import re
import sys
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from reporter.config.period import period
from reporter.workflows import run
from tests.support.jail import Jail

GOLDEN = Path(__file__).parent / "golden"
PERIOD = "2026-10"
PAGES = {name: f"{PERIOD}/r1/{name}" for name in ("board.html", "state.html", "public.html")}
PAGES["index.html"] = "index.html"
POLICY = """
[systems.vet]
clock_error = "60s"
[publish]
coordination = "FOIL 12/2026"
"""
# Each id, name and free text is a canary, QX…Z: pages, and all else that leaves the county, must hold none of them.
LOGS = {
    "bookings": """
booking_id | person_id | facility_id | booked_at        | commitment     | sequence_no | release_authorized_at | released_at      | release_reason | sex   | race_ethnicity | birth_year | birth_country | charge_level | name  | date_of_birth
QXB1Z      | QXP1Z     | QXMAINZ     | 2026-10-02 08:00 | criminal_court | 1           | 2026-10-02 13:00      | 2026-10-02 14:05 | bail           | QXSZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN1Z | 1907-03-09
QXB2Z      | QXP2Z     | QXMAINZ     | 2026-10-04 08:00 | criminal_court | 2           | 2026-10-04 13:00      | 2026-10-04 14:05 | bail           | QXSZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN2Z | 1907-03-09
QXB3Z      | QXP3Z     | QXMAINZ     | 2026-10-06 08:00 | criminal_court | 3           | 2026-10-06 13:00      | 2026-10-06 14:05 | to_ice         | QXSZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN3Z | 1907-03-09
QXB4Z      | QXP4Z     | QXMAINZ     | 2026-10-08 08:00 | criminal_court | 4           | 2026-10-08 13:00      | 2026-10-08 21:30 | bail           | QXTZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN4Z | 1907-03-09
QXB5Z      | QXP5Z     | QXMAINZ     | 2026-10-10 08:00 | civil          | 5           | 2026-10-10 13:00      | 2026-10-10 14:05 | bail           | QXTZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN5Z | 1907-03-09
QXB6Z      | QXP6Z     | QXMAINZ     | 2026-10-12 08:00 | criminal_court | 6           |                       |                  |                | QXTZ  | QXRZ           | 1907       | QXCZ          | QXLZ         | QXN6Z | 1907-03-09
""",  # noqa: E501
    "checks": """
check_id | booking_id | result  | requested_at     | completed_at     | officer_id | method
QXC1Z    | QXB1Z      | clear   | 2026-10-02 09:00 | 2026-10-02 09:30 | QXO1Z      | QXMZ
QXC2Z    | QXB2Z      | clear   | 2026-10-04 14:00 | 2026-10-04 14:05 | QXO1Z      | QXMZ
QXC3Z    | QXB3Z      | wanted  | 2026-10-06 09:00 | 2026-10-06 09:30 | QXO2Z      | QXMZ
QXC5Z    | QXB5Z      | clear   | 2026-10-10 09:00 | 2026-10-10 09:30 | QXO1Z      | QXMZ
QXC6Z    | QXB6Z      | QXCODEZ | 2026-10-12 09:00 | QXTIMEZ          | QXO1Z      | QXMZ
""",
    "notifications": """
notification_id | booking_id | sent_at          | check_id | channel
QXNO3Z          | QXB3Z      | 2026-10-06 10:40 | QXC3Z    | QXCHZ
""",
    "authorizations": """
officer_id | authorized_from | authorized_to | revoked_on
QXO1Z      | 2025-01-01      |               |
""",
    "claims": """
claim_id | booking_id | raised_at        | reported_at      | outcome
QXCL1Z   | QXB1Z      | 2026-10-02 09:00 | 2026-10-02 09:20 | QXOUTZ
""",
    "interviews": """
interview_id | booking_id | officer_id | held_at          | interpreter_question
QXI1Z        | QXB1Z      | QXO1Z      | 2026-10-02 09:40 | QXASKEDZ
""",
    "complaints": """
complaint_id | received_at      | forwarded_at
QXK1Z        | 2026-10-05 09:00 | 2026-10-05 12:00
""",
    "movements": """
booking_id | out_at           | in_at            | reason
QXB4Z      | 2026-10-08 10:00 | 2026-10-08 11:00 | QXCOURTZ
""",
    "holds": """
hold_id | booking_id | kind         | placed_at        | lifted_at        | served_at
QXH1Z   | QXB3Z      | ice_detainer | 2026-10-06 10:50 | 2026-10-06 14:05 | 2026-10-06 11:00
QXH2Z   | QXB4Z      | ice_detainer | 2026-10-08 09:00 |                  |
""",
    "training": """
officer_id | course | completed_on | hours | exam_passed
QXO1Z      | basic  | 2025-02-03   | QXHRZ | true
QXO2Z      | basic  | 2025-02-03   | QXHRZ | false
""",
    "census": """
facility_id | counted_at       | headcount
QXMAINZ     | 2026-10-01 00:00 | 0
QXMAINZ     | 2026-10-31 23:00 | 3
""",
    "daily_record": """
booking_id | entered_on | discharged_on
QXB1Z      | 2026-10-02 | 2026-10-02
QXB9Z      | 2026-10-03 | 2026-10-03
""",
}
CANARIES = re.compile(r"QX[A-Z0-9]{1,8}Z|\b1907\b")


def county(folder: Path, tell: Callable[[str], None] = lambda words: None) -> None:
    """File one edition of a county with a release without a check, one too close to tell, a late one, a late notice."""
    jail = Jail(folder, POLICY)
    for log, table in LOGS.items():
        jail.deliver(log, table)
    jail.log_settings["checks"] = 'system = "vet"'
    jail.manifest()
    jail.write_policy()
    run.run(folder, period(PERIOD), tell)


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
