"""What each choice of the policy is said to change, verify.py finds too, when it reads the policy with the default."""

import csv
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.audit import controls, expectations, policy_choices, views
from reporter.audit.decide_again import ConnectionPool
from reporter.audit.decide_choice import Judgement
from reporter.config import policy
from reporter.config.log_schemas import schemas
from reporter.config.period import period
from reporter.evidence import verify
from reporter.model import HEADLINE, Choice
from tests.support import random_jail

# CHOICES=200 (make proof) compares more counties; the seeds are always the same.
SEEDS = range(1, 1 + int(os.environ.get("CHOICES", "2")))
STAYS = 60


def choices_of(folder: Path, county: random_jail.County) -> list[Choice]:
    """Return the choices of a county that was taken in, as an edition lists them."""
    chosen, days = policy.load(folder / "policy.toml"), period(county.days)
    with warehouse.open_read_only(folder) as connection:
        views.build(connection, chosen, days)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        decided = controls.run(connection, chosen, delivered)
        legs = expectations.run(connection, chosen, delivered, {})
        with ConnectionPool(folder, days, delivered) as pool:
            judged = Judgement(
                answers=lambda: (decided, legs),
                testable=controls.testable(connection, chosen, delivered),
                unread_count=0,
                ignored_count=0,
                decide=pool.decide,
                count=pool.count,
            )
            return policy_choices.choices(connection, chosen, judged)


def without(setting: str, text: str) -> str:
    """Return a policy without one setting; a clock's error is left at its default."""
    table, _, key = setting.rpartition(".")
    begins = text.index(f"[{table}]")
    ends = text.find("\n[", begins)
    body = text[begins:] if ends < 0 else text[begins:ends]
    cut = re.sub(rf"(?m)^{re.escape(key)} = .*$", "", body)
    assert cut != body, setting
    return text.replace(body, cut, 1)


def as_first_delivered(flat: Path) -> None:
    """Take each row away that corrects another, of every log."""
    for path in (flat / "records").glob("*.csv"):
        key = schemas()[path.stem].key
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            own = tuple(row[column] for column in key)
            first[own] = min(int(row["delivery"]), first.get(own, int(row["delivery"])))
        kept = [row for row in rows if int(row["delivery"]) == first[tuple(row[column] for column in key)]]
        _write(path, rows, kept)


def none_void(flat: Path) -> None:
    path = flat / "records" / "bookings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    _write(path, rows, [{**row, "void": ""} for row in rows])


def _write(path: Path, rows: list[dict[str, str]], kept: list[dict[str, str]]) -> None:
    if rows:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)


OF_RECORDS: dict[str, Callable[[Path], None]] = {"corrections": as_first_delivered, "void": none_void}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_default_would_give_is_what_verify_finds_with_it(seed: int, tmp_path: Path) -> None:
    county = random_jail.plain_county(seed, STAYS)
    random_jail.write(county, tmp_path / "county")
    random_jail.decided(tmp_path / "county", county.days, tmp_path / "flat")
    states = verify.Pack(tmp_path / "flat").legs()
    compared = Counter[str]()
    for number, choice in enumerate(choices_of(tmp_path / "county", county)):
        if choice.with_default is None or choice.control not in verify.CONTROLS:
            continue
        flat = tmp_path / str(number)
        shutil.copytree(tmp_path / "flat", flat)
        if change := OF_RECORDS.get(choice.setting):
            change(flat)
        else:
            text = county.policy
            for setting in choice.value if choice.setting == policy_choices.TOGETHER else [choice.setting]:
                text = without(str(setting), text)
            (flat / "policy.toml").write_text(text, encoding="utf-8")
        other = verify.Pack(flat)
        counts = Counter(outcome for outcome, _ in other.decide_control(choice.control).values())
        headline = Counter(outcome for outcome, _ in other.decide_control(HEADLINE).values())
        said = {"exception": counts["exception"], "undetermined": counts["undetermined"]}
        said["state"] = other.claim(headline, states, [])
        assert (choice.setting, choice.with_default) == (choice.setting, said)
        compared[choice.setting] += 1
    print(*compared.items())  # noqa: T201
    assert compared
