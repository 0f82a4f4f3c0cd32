"""Each attack of the table ends with its exit code, and is seen where the table says, in a copy of one county."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from reporter.audit import self_test
from tests.robustness.attacks import ANSWER, ERROR, Attack, table
from tests.support.commands import Told, reporter
from tests.support.hostile import tally

TABLE = table()
GROUPS: dict[str, list[Attack]] = {}
for _one in TABLE:
    GROUPS.setdefault(f"{_one.on}: {_one.together or _one.name}", []).append(_one)


def newest(folder: Path) -> Path:
    """Return the edition of the period that was filed last."""
    return max((folder / "reports/2026-10").glob("r*"), key=lambda one: int(one.name[1:]))


def at(found: Any, path: str) -> Any:
    """Return what stands at a place of audit.json; in lists, of the part with that id."""
    for step in path.split("."):
        found = next(one for one in found if one["id"] == step) if isinstance(found, list) else found.get(step)
    return found


def seen(attack: Attack, folder: Path, told: Told) -> str:
    """Return what a reader sees where the table says."""
    if attack.seen in (ERROR, ANSWER):
        return told.err if attack.seen == ERROR else told.out
    if attack.seen.startswith("audit.json: "):
        printed = "--json" in attack.asked
        audit = json.loads(told.out if printed else (newest(folder) / "audit.json").read_text(encoding="utf-8"))
        return str(at(audit, attack.seen.removeprefix("audit.json: ")))
    if attack.seen.startswith("check: "):
        log, _, line = attack.seen.removeprefix("check: ").split()
        rows = json.loads(told.out)["contradictions"]
        return ", ".join(one["kind"] for one in rows if (one["log"], str(one["line"])) == (log, line))
    place = folder / attack.seen if "/" in attack.seen else newest(folder) / attack.seen
    return re.sub(r"\s+", " ", place.read_text(encoding="utf-8").replace("<wbr>", ""))


@pytest.fixture(autouse=True)
def _no_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the self-test of each run: it has tests of its own, and takes as long as the rest."""
    monkeypatch.setattr(self_test, "run", lambda *given, **named: {})


@pytest.mark.parametrize("name", GROUPS)
def test_an_attack_ends_as_the_table_says_and_is_seen_where_it_says(
    name: str, filed_county: Path, delivered_county: Path, tmp_path: Path
) -> None:
    group = GROUPS[name]
    county = Path(
        shutil.copytree(
            filed_county if group[0].county == "filed" else delivered_county, tmp_path / "county", symlinks=True
        )
    )
    for attack in group:
        attack.do(county)
    told = reporter(*(word.format(county=county) for word in group[0].asked))
    for attack in group:
        tally.attacked(attack.by, attack.on)
        found = seen(attack, county, told)
        assert told.code == attack.code, (attack.name, told.all)
        exact = attack.seen.startswith("audit.json: ")
        assert found == attack.words if exact else attack.words in found, (attack.name, found[-3000:])
    assert "Traceback" not in told.all
    assert "did not foresee" not in told.all
    assert not any(ord(sign) < 32 for sign in told.all if sign != "\n")
