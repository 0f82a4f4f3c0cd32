"""An edition is made again from the delivered files where policy or manifest have changed how they are read."""

import shutil
from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.errors import PolicyError
from reporter.workflows import reproduce, take_in
from reporter.workflows import run as pipeline
from tests.support.jail import Jail, audit_json, quiet

BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment     | sequence_no | released_at
B1         | P1        | MAIN        | 2026-10-02 08:00 | criminal_court | 1           | 2026-10-02 14:05
B2         | P2        | MAIN        | 2026-10-20 08:00 | criminal_court | 2           | 2026-10-20 14:05
"""
CHECKS = """
check_id | booking_id | result | completed_at     | officer_id
C1       | B1         | NEG    | 2026-10-02 09:30 | O1
"""
NOTICES = "notification_id | booking_id | sent_at"
ANSWER = "control,item,outcome,reason,case_id,response,reason_given,authority,name,date\n"
EDITIONS = ["2026-10/r1", "2026-10/r2", "2026-10/r3"]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File three editions: a code is not known, then it is, then the manifest says that the checks end earlier."""
    jail = Jail(tmp_path_factory.mktemp("then") / "county")
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES)):
        jail.deliver(log, table)
    jail.manifest()
    answer = "vetted_before_release,B2,exception,no_check,,explained,Bail came first,Sheriff,A. Clerk,2026-11-02\n"
    (jail.folder / "inbox" / "responses.csv").write_text(ANSWER + answer, encoding="utf-8")
    jail.write_policy()
    counts = [headline(jail)]
    jail.log_settings["checks"] = 'values.result = { NEG = "clear" }'
    jail.write_policy()
    counts.append(headline(jail))
    manifest = jail.folder / "inbox" / "deliveries.csv"
    lines = [line.replace("2026-10-31", "2026-10-15") for line in manifest.read_text(encoding="utf-8").splitlines()]
    (jail.folder / "inbox" / "deliveries_corrected.csv").write_text(
        "\n".join([lines[0], next(line for line in lines if line.startswith("checks"))]) + "\n", encoding="utf-8"
    )
    counts.append(headline(jail))
    (jail.folder / "inbox" / "responses.csv").write_text(ANSWER, encoding="utf-8")  # another file in its place
    assert counts == [(0, 1, 1), (1, 1, 0), (1, 0, 1)]
    return jail.folder


def headline(jail: Jail) -> tuple[int, ...]:
    filed = pipeline.run(jail.folder, period("2026-10"), quiet)
    assert filed.is_new
    found = audit_json(jail.folder, "2026-10", filed.number)["controls"][0]
    return tuple(found[one] for one in ("met", "exception", "undetermined"))


def test_an_edition_is_made_again_after_a_code_was_mapped_and_the_manifest_corrected(county: Path) -> None:
    before = sorted(path.name for path in county.iterdir())
    for name in EDITIONS[:2]:  # the third is read as today: below
        assert reproduce.as_filed(county, name, quiet).startswith(f"{name} made again is what was filed, byte for byte")
    assert sorted(path.name for path in county.iterdir()) == before


def test_it_is_said_which_file_is_lacking_when_an_edition_is_to_be_read_again(county: Path, tmp_path: Path) -> None:
    county = Path(shutil.copytree(county, tmp_path / "county"))
    (county / "inbox" / "checks.csv").rename(county / "checks.csv")
    assert "byte for byte" in reproduce.as_filed(county, EDITIONS[2], quiet)  # what it knew is read alike today
    with pytest.raises(PolicyError, match=r"The edition rests on checks\.csv as it was delivered then"):
        reproduce.as_filed(county, EDITIONS[0], quiet)


def test_a_layout_that_is_added_reads_no_earlier_file_again(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    jail.deliver("checks", CHECKS.replace("NEG", "clear"), "checks_old.csv")
    jail.write_policy()
    take_in.ingest(jail.folder, quiet)
    jail.deliver("checks", CHECKS.replace("NEG   ", "clear").replace("result", "Answer").replace("C1", "C2"), "new.csv")
    policy = jail.folder / "policy.toml"
    layouts = policy.read_text(encoding="utf-8").replace("[logs.checks]", "[[logs.checks.layouts]]")
    layouts += '\n[[logs.checks.layouts]]\nfiles = "new*.csv"\ncolumns = { result = "Answer" }\n'
    policy.write_text(layouts, encoding="utf-8")
    assert [one.file for one in take_in.ingest(jail.folder, quiet)] == ["new.csv"]
    policy.write_text(layouts + 'precision = "hour"\n', encoding="utf-8")
    assert [one.file for one in take_in.ingest(jail.folder, quiet)] == ["checks_old.csv", "new.csv"]
