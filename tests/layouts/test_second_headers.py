"""Rows below a second header with the columns in another order are set aside: they would be read under other names."""

from pathlib import Path

import pytest

from reporter import warehouse
from tests.support.jail import Jail

HEAD = "check_id,booking_id,result,requested_at,completed_at,kind"
ROWS = "C1,B1,clear,2026-10-05 08:00,2026-10-05 09:00,V\n"
OTHER = "check_id,booking_id,result,completed_at,requested_at,kind"


def checks(folder: Path, text: str, settings: str = "") -> Jail:
    jail = Jail(folder)
    jail.log_settings["checks"] = settings
    jail.deliver("checks", "check_id").write_text(text, encoding="utf-8")
    return jail


ONLY = 'only = { kind = ["V"] }\n'
FOOTER = 'footer = ["Total"]\n'  # such a file is read row by row


@pytest.mark.parametrize("settings", ["", ONLY, FOOTER], ids=["plain", "with only", "row by row"])
@pytest.mark.parametrize("again", [OTHER, OTHER.replace(",", ", ")], ids=["as it is", "spaced"])
def test_the_rows_below_a_header_in_another_order_are_set_aside(tmp_path: Path, again: str, settings: str) -> None:
    below, last = ROWS.replace("1", "2"), ROWS.replace("C1", "C4")
    jail = checks(tmp_path / "county", f"{HEAD}\n{ROWS}{again}\n{below}{HEAD}\n{last}", settings)
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        assert warehouse.rows(connection, "select check_id from checks order by 1") == [("C1",), ("C4",)]
        found = warehouse.rows(
            connection, "select line, 'B2' = any(cells) from quarantine where reasons = ['another_order']"
        )
    assert found == [(3, False), (4, True)]


@pytest.mark.parametrize("settings", ["", ONLY, FOOTER], ids=["plain", "with only", "row by row"])
@pytest.mark.parametrize(
    "row", [HEAD, "C2,result,clear,2026-10-05 08:00,2026-10-05 09:00,V", "C2,B2,clear,2026-10-05 08:00,,result"]
)
def test_the_same_header_again_and_a_name_as_a_value_refuse_nothing(tmp_path: Path, row: str, settings: str) -> None:
    jail = checks(tmp_path / "county", f"{HEAD}\n{ROWS}{row}\n{ROWS.replace('C1', 'C3')}", settings)
    (found,) = jail.ingest()
    assert found.received - found.accepted <= 1
