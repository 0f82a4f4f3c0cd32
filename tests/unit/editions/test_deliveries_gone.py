"""An outcome that moves because a delivered file is gone has not moved because records came late."""

from pathlib import Path

from reporter.config.period import period
from reporter.workflows import run
from tests.support.jail import Jail, audit_json, clean, quiet


def test_a_file_that_is_gone_with_the_warehouse_is_told_as_the_cause(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "county"))
    jail.write_policy()
    inbox, warehouse = jail.folder / "inbox", jail.folder / "warehouse.duckdb"
    late = (inbox / "checks.csv").read_text("utf-8").replace("2026-10-05", "2026-10-30")
    (inbox / "checks_2.csv").write_text(late, "utf-8")
    run.run(jail.folder, period("2026-10"), quiet)
    for gone in (inbox / "checks_2.csv", warehouse):
        gone.unlink()
    run.run(jail.folder, period("2026-10"), quiet)
    audit = audit_json(jail.folder, "2026-10", 2)
    moved = [one for one in audit["changes"] if one["control"] == "vetted_before_release"]
    assert {one["cause"] for one in moved} == {"delivery_gone"}
    board = (jail.folder / "reports" / "2026-10" / "r2" / "board.html").read_text("utf-8")
    assert "because files that the edition before rested on are no longer on record" in board
    (inbox / "checks_2.csv").write_text(late, "utf-8")
    run.run(jail.folder, period("2026-10"), quiet)
    again = {one["cause"] for one in audit_json(jail.folder, "2026-10", 3)["changes"]}
    assert again <= {"late_record", "correction"}
