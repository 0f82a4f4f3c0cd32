"""Takes in what is new of a folder's inbox, by a policy that is signed where that is asked for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reporter.config import policy as policies
from reporter.config.policy import Policy
from reporter.editions import case_key, responses, store
from reporter.errors import PolicyError
from reporter.evidence import signed_rules
from reporter.ingest import delivery_order, load_files, unread_files
from reporter.ingest.take_files import Taken
from reporter.model import Progress
from reporter.options import USUAL, RunOptions
from reporter.warehouse import Connection
from reporter.workflows import folder_lock, inbox_files


@folder_lock.with_folder_lock
def ingest(
    folder: Path,
    tell: Progress,
    key: bytes | None = None,
    options: RunOptions = USUAL,
    *,
    found_new: Callable[[], object] = lambda: None,
) -> list[Taken]:
    """Take in what is new; `found_new` is called ahead of the reading of each file that is."""
    policy = rules(folder, tell, options)
    if not (folder / "inbox").is_dir():
        raise PolicyError("There is no inbox/ in this folder. Make it and put the delivered files there.")
    unread_files.refuse_unreadable(folder, policy)
    for path in sorted((folder / "inbox").glob(delivery_order.RESPONSES)):
        delivery_order.refuse_odd_name(path.name)
    before = [] if (folder / "warehouse.duckdb").is_file() else store.deliveries(folder)
    taken = load_files.ingest(folder, policy, tell, options, before, found_new=found_new)
    for name in responses.take(folder, options):
        tell(f"responses: {name}")
    case_key.ready(folder, key)
    return taken


def rules(folder: Path, tell: Progress, options: RunOptions) -> Policy:
    """Read the policy. Where signatures are asked for, an allowed signer must have signed it and the queries."""
    if who := signed_rules.signers(folder, options.signers):
        tell(f"policy and queries are signed by {', '.join(who)}")
    return policies.load(folder / "policy.toml")


def ready(folder: Path, tell: Progress, options: RunOptions = USUAL) -> Policy:
    """Return the policy of a folder whose deliveries were taken in at least once."""
    policy = rules(folder, tell, options)
    if not (folder / "warehouse.duckdb").is_file():
        ingest(folder, tell, options=options)
    return policy


def strays(folder: Path) -> list[str]:
    """Name the files in inbox/ that fit no log and were not read."""
    return inbox_files.strays_of(folder, policies.load(folder / "policy.toml"))


def waiting(folder: Path) -> list[str]:
    """Name the files in inbox/ that were not taken in yet."""
    return inbox_files.waiting(folder, policies.load(folder / "policy.toml"))


def files_not_read(
    connection: Connection, folder: Path, policy: Policy, then: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """List the files in inbox/ that no log reads, or those that an edition knew `then`."""
    return list(then.get("unread_files", ())) if then else unread_files.not_taken_in(connection, folder, policy)
