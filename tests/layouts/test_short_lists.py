"""A list of those in custody that the manifest contradicts may lack somebody: it speaks for no time."""

from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.workflows import run
from tests.layouts.test_snapshots import HEADER, LISTS, county, lists, row
from tests.support.jail import quiet

DAYS = range(2, 31)
SHORT = 12

# what the manifest says of the list of the 12th: how many rows, and which digest
SAID = {
    "as it is": (2, "", False),
    "with more rows": (3, "", True),
    "with fewer rows": (1, "", True),
    "with another digest": (2, "0" * 64, True),
}


@pytest.mark.parametrize("same_bytes", [True, False], ids=["like another list", "like no other"])
@pytest.mark.parametrize("story", SAID)
def test_a_list_that_the_manifest_contradicts_covers_nothing(tmp_path: Path, story: str, same_bytes: bool) -> None:
    rows, digest, is_gap = SAID[story]
    jail = county(tmp_path / "county", LISTS.replace('"SnapAt"', '"file:bookings_%Y%m%d"').replace("24h", "30h"), "")
    said = ["log | file | covers_from | covers_to | rows | sha256"]
    for day in DAYS:
        name = f"bookings_202610{day:02d}.csv"
        stays = ["A", "B"] if same_bytes or day != SHORT else ["A", "C"]
        lists(jail, name, [row(day, stay) for stay in stays], HEADER[1:])
        told = (rows, digest) if day == SHORT else (2, "")
        said.append(f"bookings | {name} | 2026-10-{day - 1:02d} | 2026-10-{day:02d} | {told[0]} | {told[1]}")
    said += [f"{log} | {log}.csv | 2026-10-01 | 2026-10-31 | 0 |" for log in ("checks", "notifications")]
    jail.deliver("deliveries", "\n".join(said))
    found = jail.contradictions("logs_cover_period", "2026-10-03..2026-10-29")
    assert ("bookings" in str(found)) is is_gap
    run.run(jail.folder, period("2026-10-03..2026-10-29"), quiet)
    (pack,) = jail.folder.glob("reports/*/r1/pack")
    assert verify_pack.verify(pack, verify_pack.Asked(), quiet).differences == []
