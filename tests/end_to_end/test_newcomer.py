"""A new person's way to a filed report, on exports whose names and codes the program does not know: nothing guessed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_exports_that_the_program_has_no_words_for_come_to_a_filed_report_by_commands_alone(tmp_path: Path) -> None:
    own = {**os.environ, "REPORTER": str(Path(sys.executable).parent / "reporter")}
    walk = ["bash", str(ROOT / "tests" / "newcomer" / "walk.sh"), str(ROOT), str(tmp_path)]
    told = subprocess.run(walk, env=own, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    said = told.stdout.splitlines()
    assert "look  policy.toml: 18 lines still marked DECIDE. Settle each, and take the mark away." in said
    assert 'values.result = { "NO MATCH" = "?", "NO REC" = "?" }' in told.stdout  # two rarer codes: only by --raw
    assert "bookings         Detention Roster Oct26.txt: 23 of 33 rows taken, 2 quarantined" in said
    found = "Exceptions found. The records show 2 of 13 releases with no final check before the release."
    assert [one for one in said if found in one] != []
    assert not any(name in told.stdout for name in ("Muñoz", "2026-0318", "MN90210"))
