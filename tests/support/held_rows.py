"""What a jail's records hold once its files are taken in, and whether an edition of them stands a reviewer's tests."""

from unittest.mock import patch

from reporter import warehouse
from reporter.audit import self_test
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.workflows import reproduce, run
from tests.support.jail import Jail, quiet


def reasons_in_quarantine(jail: Jail) -> list[list[str]]:
    """Return the reasons of each row in quarantine, in the order of the files; the accounts of all files must close."""
    with warehouse.open_read_only(jail.folder) as connection:
        unclosed = "received <> accepted + quarantined + folded + not_this_log"
        assert warehouse.count(connection, f"(select 1 from records.delivered where {unclosed})") == 0
        query = "select reasons from records.quarantine where unmended order by delivery_id, line"
        return [row[0] for row in warehouse.rows(connection, query)]


def file_and_prove(jail: Jail, month: str = "2026-10") -> None:
    """File an edition, let its pack be verified, and make each edition of the month again, byte for byte."""
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period(month), quiet)
        for number in range(1, filed.number + 1):
            assert "byte for byte" in reproduce.as_filed(jail.folder, f"{month}/r{number}", quiet)
    assert verify_pack.verify(filed.path / "pack", verify_pack.Asked(), quiet).differences == []
