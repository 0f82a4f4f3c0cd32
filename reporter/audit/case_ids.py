"""The pseudonyms of items: of one, and the same as SQL, of a million items in a few seconds."""

import hashlib
import hmac
from collections.abc import Mapping

from reporter.warehouse import literal, select, subquery


def case_id(key: bytes, kind: str, item: str) -> str:
    """Return the pseudonym of an item: the same item has the same one in every edition of the folder."""
    digest = hmac.new(key, f"{kind}:{item}".encode(), hashlib.sha256).hexdigest()
    return "-".join((digest[:4], digest[4:8], digest[8:12])).upper()


def digest(key: bytes, kind: str, item: str) -> str:
    """The keyed digest (HMAC-SHA-256) of SQL texts, the one that `case_id` takes its letters from."""
    inner, outer = (bytes(byte ^ pad for byte in key.ljust(64, b"\0")).hex() for pad in (0x36, 0x5C))
    return f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode({kind} || ':' || {item}))))"


def in_fours(digest_: str, first: int, last: int) -> str:
    """Write the letters `first` to `last` of a digest in groups of four."""
    return "upper(concat_ws('-', " + ", ".join(f"{digest_}[{at}:{at + 3}]" for at in range(first, last, 4)) + "))"


def with_case_ids(rows: str, kinds: Mapping[str, str], key: bytes) -> str:
    """Return the query of `rows` (control, item and more) with the case id of each; `kinds` says what items are."""
    kind = (
        "case control " + " ".join(f"when {literal(one)} then {literal(kinds[one])}" for one in sorted(kinds)) + " end"
    )
    with_digest = select(f"*, {digest(key, kind, 'item')} as digest", subquery(rows))
    return select(f"* exclude (digest), {in_fours('digest', 1, 12)} as case_id", subquery(with_digest))


def settled(outcomes: str, kinds: Mapping[str, str], key: bytes) -> str:
    """Return the query for the first `$most` items met or not covered, with case id and where the evidence stands.

    They come in the order of their pseudonyms: the order of the bookings would tell who was booked after whom.
    """
    places = "list_transform(witness, lambda one: one.log || ', ' || one.file || ', line ' || one.line)"
    evidence = f"coalesce(array_to_string({places}, '; '), '') as evidence"
    chosen = select("*", subquery(outcomes), where="outcome in ('met', 'out_of_scope')", order="control, item")
    columns = ("control", "case_id", "outcome", "reason", evidence)
    named = with_case_ids(f"{chosen} limit $most", kinds, key)
    return select(columns, subquery(named), order="control, outcome, case_id")
