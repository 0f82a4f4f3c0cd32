"""What an edition rests on: deliveries, policy, queries, version and responses, each with a digest of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from reporter import __version__, warehouse
from reporter.config.policy import Policy, load
from reporter.errors import IntegrityError, PolicyError
from reporter.files import sha256_of_content
from reporter.model import Period
from reporter.resources import files_digest
from reporter.warehouse import Connection

PARTS = ("inputs", "policy", "queries", "version", "responses")


def edition_basis(
    connection: Connection,
    policy: Policy,
    response_files: Sequence[str],
    key_fingerprint: str,
    unread_files: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return all that an edition made now would rest on; `templates` shapes the pages and moves no outcome.

    `unread_files` are those in inbox/ that no log reads: they move the claim.
    """
    deliveries = warehouse.records(
        connection,
        "select delivery_id, log, file, sha256, reading, repeated from records.delivered order by delivery_id",
    )
    taken = sorted(
        (one["log"], n, one["file"], one["sha256"]) for n, one in enumerate(deliveries) if not one["repeated"]
    )
    return {
        "inputs": _digest(
            [(log, file, sha256) for log, _, file, sha256 in taken]
            + [("", one["file"], one["sha256"]) for one in unread_files]
        ),
        "policy": policy_digest(policy),
        "queries": files_digest("queries"),
        "version": __version__,
        "responses": _digest(list(response_files)),
        "case_key": key_fingerprint,
        "templates": files_digest("report_templates"),
        "deliveries": deliveries,
        "response_files": list(response_files),
        "unread_files": [dict(one) for one in unread_files],
    }


def policy_digest(policy: Policy) -> str:
    """Digest of every choice of the policy; its comments and spacing do not count."""
    return _digest(replace(policy, text=""))


def digest(resting: Mapping[str, Any], period: Period) -> str:
    """Digest of all parts that can move an outcome or an answer, and of the period."""
    return _digest([*(resting[part] for part in PARTS), asdict(period), resting["case_key"]])


def basis_of(audit: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a filed edition rested on; of one filed before this was kept, the deliveries it lists."""
    found: Mapping[str, Any] = audit.get("rests_on") or {"version": audit.get("version"), "listed": audit["inputs"]}
    return found


def policy_as_filed(place: Path, audit: Mapping[str, Any]) -> Policy:
    """Return the policy kept with an edition that can be made again.

    Raises PolicyError when the queries, the templates or the program are not those it was made with, IntegrityError
    when the kept policy is not the one it rested on.
    """
    then = audit.get("rests_on") or {}
    name = f"{place.parent.name}/{place.name}"
    if not then or not (place / "policy.toml").is_file():
        raise PolicyError(f"{name} was filed before editions kept what they rest on. It cannot be made again.")
    now = {"version": __version__, "queries": files_digest("queries"), "templates": files_digest("report_templates")}
    other = [part for part, value in now.items() if then[part] != value]
    if other:
        raise PolicyError(
            f"{name} was made with other {' and other '.join(other)} than this program has (it was version "
            f"{then['version']}). Install that version and run this again; its policy lies beside it as policy.toml."
        )
    policy = load(place / "policy.toml")
    if policy_digest(policy) != then["policy"]:
        raise IntegrityError(f"{name}: its policy.toml is not the one it was filed with. Restore it.")
    return policy


def changed_parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the parts that are not what they were."""
    parts = [part for part in PARTS if before.get(part) != now[part]]
    return [*parts, *(["case_key"] if before.get("case_key", now["case_key"]) != now["case_key"] else [])]


def known_deliveries(before: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Return the deliveries an edition knew: (log, file, sha256)."""
    return {(one["log"], one["file"], one["sha256"]) for one in before.get("deliveries", before.get("listed", []))}


def _digest(value: object) -> str:
    return sha256_of_content(repr(value))
