"""A column that may say that a row does not count is asked of, where it is not one of ours."""

from pathlib import Path

import pytest

from reporter.config.log_schemas import schemas
from reporter.workflows.propose_policy import propose

CHECKS = "Check ID,Booking No,Result,Completed,{}\n" + "".join(
    f"C{n},B{n:04d},CLEAR,2026-10-{n:02d} 09:30,{{}}\n" for n in range(1, 10)
)
USUAL = {
    "Voided": ("N", "Y"),
    "isDeleted": ("0", "1"),
    "Status": ("COMPLETE", "CANCELLED"),
    "Environment": ("PROD", "TEST"),
    "Action": ("INSERT", "DELETE"),
    "Result Type": ("FINAL", "PRELIMINARY"),
}


def asked(folder: Path, name: str, values: list[str]) -> list[str]:
    path = folder / "checks.csv"
    path.write_text(CHECKS.format(name, *values), encoding="utf-8")
    text = propose([path], logs={name: schema.columns for name, schema in schemas().items()})
    return [line for line in text.splitlines() if "may say that a row does not count" in line]


@pytest.mark.parametrize("name", USUAL)
def test_a_column_that_may_mark_rows_is_a_line_to_decide(tmp_path: Path, name: str) -> None:
    usual, rare = USUAL[name]
    (line,) = asked(tmp_path, name, [usual] * 8 + [rare])
    assert line.startswith(f'# DECIDE: "{name}" is not used')
    assert f'"{rare}" (1)' in line
    assert line.endswith(f'only = {{ "{name}" = ["{usual}"] }}')


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Voided", ["N"] * 9),  # the rows do not differ in it
        ("Voided", [f"N{n}" for n in range(9)]),  # no mark: each row has its own
        ("Latest", ["a", *["b"] * 8]),
        ("Desk", ["east", *["west"] * 8]),
    ],
)
def test_other_columns_are_named_alone(tmp_path: Path, name: str, values: list[str]) -> None:
    assert asked(tmp_path, name, values) == []
