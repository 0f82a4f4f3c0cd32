"""Make the demo county: a year of a synthetic jail with known faults, and the truth about it."""

import json
from collections.abc import Sequence
from pathlib import Path

from reporter.demo import exports, exports_secondary
from reporter.demo.fault_planter import Planter
from reporter.demo.faults_records import plant_conduct, plant_legs, plant_officers, plant_rows
from reporter.demo.faults_vetting import plant_scope, plant_vetting
from reporter.demo.formats import Delivered, delimited
from reporter.demo.generate import live
from reporter.demo.random_source import Draw
from reporter.demo.records import County
from reporter.demo.truth import number_all, whole_truth

CASE_KEY = bytes(range(32))  # no secret: the demo's people are made up, and its pages the same on each machine


def make(folder: Path) -> None:
    """Write policy.toml, inbox/ and truth.json into `folder`: the same bytes on each machine."""
    county = grow()
    files = deliveries(county)
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for one in files:
        (inbox / one.file).write_bytes(one.content)
    (folder / "policy.toml").write_bytes(Path(__file__).with_name("policy.toml").read_bytes())
    where = {(one.log, item): one.file for one in reversed(files) for item in (one.file, *one.items)}
    truth = whole_truth(county, where, _accounts(files))
    text = json.dumps(truth, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    (folder / "truth.json").write_bytes(text.encode())


def grow() -> County:
    """Draw the clean year, plant the faults and give every record its id."""
    draw = Draw()
    county = live(draw)
    planter = Planter(county, draw)
    plant_vetting(planter)
    plant_scope(planter)
    plant_officers(planter)
    plant_conduct(planter)
    plant_rows(planter)
    plant_legs(planter)
    number_all(county)
    return county


def deliveries(county: County) -> list[Delivered]:
    """Return every file of the inbox, the manifest last."""
    files = [
        *exports.bookings(county),
        *exports.checks(county),
        *exports.notifications(county),
        *exports_secondary.officers(county),
        *exports_secondary.holds(county),
        *exports_secondary.conduct(county),
        *exports_secondary.movements(county),
        *exports_secondary.census(county),
        *exports_secondary.daily_record(county),
    ]
    rows = [
        [one.log, one.file, *one.covers, str(one.received + (one.file == county.counted_wrong)), one.sha256]
        for one in files
    ]
    header = ("log", "file", "covers_from", "covers_to", "rows", "sha256")
    content = delimited(header, rows)
    manifest = Delivered(log="deliveries", file="MANIFEST.csv", content=content, covers=("", ""), received=len(rows))
    return [*files, manifest]


def _accounts(files: Sequence[Delivered]) -> dict[str, object]:
    """Return what became of the rows, over all files and file by file; a repeated delivery brings no rows."""
    by_file = {}
    for one in files:
        received = 0 if one.repeated else one.received
        by_file[one.file] = {
            "received": received,
            "accepted": received - one.quarantined - one.folded - one.not_this_log,
            "quarantined": one.quarantined,
            "folded": one.folded,
            "not_this_log": one.not_this_log,
        }
    keys = ("received", "accepted", "quarantined", "folded", "not_this_log")
    sums = {key: sum(counts[key] for counts in by_file.values()) for key in keys}
    return {"accounts": sums, "accounts_by_file": by_file}
