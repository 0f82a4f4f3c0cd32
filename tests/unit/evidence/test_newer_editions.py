"""An edition of which a newer one is filed is handed out with word of it."""

from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.errors import PolicyError
from reporter.workflows import afterwards, run
from tests.support.jail import Jail, audit_json, clean, quiet

REQUEST = """
[request]
id = "ag-AUDIENCE"
receiver = "Attorney General"
audience = "AUDIENCE"
received = 2026-11-20
answered = 2026-11-24
period = "2026-10"
edition = 1
[[asks]]
id = "1"
asks = "Releases"
answer = "control:vetted_before_release"
"""


def test_an_edition_that_a_newer_one_replaced_is_certified_and_handed_out_with_word_of_it(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "county"))
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    inbox = jail.folder / "inbox"
    (inbox / "checks_2.csv").write_text(
        (inbox / "checks.csv").read_text("utf-8").replace("2026-10-05", "2026-10-30"), "utf-8"
    )
    run.run(jail.folder, period("2026-10"), quiet)
    now = audit_json(jail.folder, "2026-10", 2)["claim"]["sentence"]
    newer = f"A newer edition of these days is filed, 2026-10/r2. It says: {now}"
    with pytest.raises(PolicyError, match="A newer edition of these days is filed, 2026-10/r2"):
        afterwards.certify(jail.folder, "2026-10/r1", "X", None, "", quiet)
    text, *_ = afterwards.certify(jail.folder, "2026-10/r1", "X", None, "Asked for by the court.", quiet)
    assert newer in text.read_text(encoding="utf-8")
    for audience in ("state", "public"):
        asked = tmp_path / f"{audience}.toml"
        asked.write_text(REQUEST.replace("AUDIENCE", audience), encoding="utf-8")
        page = (afterwards.packet(jail.folder, asked, quiet) / "answer.md").read_text(encoding="utf-8")
        assert "A newer edition of these days is filed, 2026-10/r2." in page
        assert (now in page) == (audience == "state")
