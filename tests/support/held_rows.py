"""What a jail's records hold once its files are taken in, and whether an edition of them stands a reviewer's tests."""

from collections.abc import Collection
from unittest.mock import patch

from reporter import warehouse
from reporter.audit import self_test
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.workflows import reproduce, run
from tests.support.jail import Jail, quiet


def reasons_in_quarantine(jail: Jail, ids: Collection[str]) -> dict[str, list[list[str]]]:
    """Return the reasons of the rows in quarantine by the id that stands in them, in the order of the files.

    The accounts of all files must close, and no row may be without one of these ids.
    """
    with warehouse.open_read_only(jail.folder) as connection:
        unclosed = "received <> accepted + quarantined + folded + not_this_log"
        assert warehouse.count(connection, f"(select 1 from records.delivered where {unclosed})") == 0
        query = "select raw, reasons from records.quarantine where unmended order by delivery_id, line"
        found: dict[str, list[list[str]]] = {one: [] for one in ids}
        for raw, reasons in warehouse.rows(connection, query):
            found[next(one for one in ids if one in raw)].append(reasons)
        return found


def file_and_prove(jail: Jail, month: str = "2026-10") -> None:
    """File an edition, let its pack be verified, and make each edition of the month again, byte for byte."""
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period(month), quiet)
        for number in range(1, filed.number + 1):
            assert "byte for byte" in reproduce.as_filed(jail.folder, f"{month}/r{number}", quiet)
    assert verify_pack.verify(filed.path / "pack", verify_pack.Asked(), quiet).differences == []
