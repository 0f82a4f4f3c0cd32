"""What is done with an edition after it was filed: it is certified, packed for reviewers, and answers requests."""

from pathlib import Path

from reporter.config import policy as policies
from reporter.config.period import period as read_period
from reporter.editions import build as filing
from reporter.editions import store as editions
from reporter.evidence import (
    certification as certifying,
)
from reporter.evidence import (
    pack,
)
from reporter.evidence import (
    request as asked,
)
from reporter.evidence import (
    request_packet as packets,
)
from reporter.evidence import (
    reviewer_pack as reviewers,
)
from reporter.model import Tell
from reporter.workflows import folder_lock as holding


@holding.alone
def packet(folder: Path, path: Path) -> Path:
    """Answer a request from a filed edition that still is as it was filed.

    Raises PolicyError when none is filed for its period, IntegrityError naming each file that is not what was filed.
    """
    request = asked.read(path)
    label = read_period(request.period).label
    number = request.edition or editions.latest(folder, label)
    label, number = editions.named(folder, f"{label}/r{number}")
    cleared = bool(policies.load(folder / "policy.toml").coordination)
    place = editions.place(folder, label, number)
    pack.root_as_filed(place, "nothing was answered")
    return packets.make(folder, request, editions.filed(folder, label, number), place, cleared=cleared)


@holding.alone
def pack_for_reviewers(folder: Path, name: str, tell: Tell) -> str:
    """Write the reviewers' pack of a filed edition, and say its root digest."""
    place = editions.place(folder, *editions.named(folder, name)).resolve()
    tell("giving every id its pseudonym")
    root = reviewers.write(place, folder, filing.case_key(folder, policies.load(folder / "policy.toml")))
    return f"{place / reviewers.FOLDER}\nroot digest of the pack: {root}"


@holding.alone
def certify(folder: Path, name: str, who: str, key: Path | None, override: str) -> list[Path]:
    """Certify a filed edition, such as 2026-10/r1."""
    return certifying.certify(editions.place(folder, *editions.named(folder, name)), who, key, override)
