"""Counties that are made once a session; each test works on a copy."""

import shutil
from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.workflows import run as pipeline
from tests.robustness.attacks import delivered
from tests.support.jail import quiet


@pytest.fixture(scope="session")
def filed_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with 2026-10/r1 and r2, and 2026-10-01..2026-10-15/r1 between them; in r2 one stay left too early."""
    made = delivered(tmp_path_factory.mktemp("filed") / "county")
    pipeline.run(made.folder, period("2026-10"), quiet)
    pipeline.run(made.folder, period("2026-10-01..2026-10-15"), quiet)
    bookings = (made.folder / "inbox/bookings.csv").read_text(encoding="utf-8").splitlines()
    late = bookings[3].replace("14:05", "09:10")
    (made.folder / "inbox/bookings_late.csv").write_text(f"{bookings[0]}\n{late}\n", encoding="utf-8")
    made.manifest()
    pipeline.run(made.folder, period("2026-10"), quiet)
    return made.folder


@pytest.fixture(scope="session")
def delivered_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of which nothing was taken in yet; one stay left before its check, and the records say so."""
    return delivered(tmp_path_factory.mktemp("delivered") / "county", early=True).folder


@pytest.fixture
def county(filed_county: Path, tmp_path: Path) -> Path:
    """A copy of the filed county, to do anything to."""
    return Path(shutil.copytree(filed_county, tmp_path / "county"))
