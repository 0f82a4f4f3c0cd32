"""What became of each case that was tried: printed after the tests, by `make hostile` for a whole year of them."""

from collections import Counter

ACCEPTED = "accepted"
SET_ASIDE = "accepted, some rows quarantined with a reason"
REFUSED = "refused in words, exit code {}"
FAULTS = {"crash": "crashes", "leak": "leaks", "unclosed account": "unclosed accounts"}
_SEEN: Counter[tuple[str, str]] = Counter()
_KILLED: Counter[str] = Counter()
_ATTACKS: Counter[str] = Counter()


def count(reader: str, outcome: str) -> str:
    """Count one case, by who read it and what became of it; return the outcome."""
    _SEEN[reader, outcome] += 1
    return outcome


def killed(what: str) -> None:
    """Count one run that was killed ("tried"), and again when the next one gave what it should ("recovered")."""
    _KILLED[what] += 1


def attacked(by: str, on: str) -> None:
    """Count one attack of the table, by who tries it; it was seen unless its test says otherwise."""
    _ATTACKS[by] += 1


def lines() -> list[str]:
    """Say what was tried and what became of it, all together and by reader; nothing where nothing was tried."""
    said = []
    if cases := sum(count for (_, outcome), count in _SEEN.items() if outcome not in FAULTS):
        kinds: Counter[str] = Counter()
        for (_, outcome), one in _SEEN.items():
            kinds[outcome] += one
        said.append(f"{cases:,} cases of input made to harm")
        said += [f"  {count:>9,}  {outcome}" for outcome, count in sorted(kinds.items()) if outcome not in FAULTS]
        said.append("  " + ", ".join(f"{kinds[one]} {words}" for one, words in FAULTS.items()))
        said.append("by reader: accepted, with rows quarantined, refused")
        for reader in dict.fromkeys(reader for reader, _ in _SEEN):
            of = {outcome: count for (who, outcome), count in _SEEN.items() if who == reader}
            refused = sum(count for outcome, count in of.items() if outcome.startswith("refused"))
            said.append(f"  {reader}: {of.get(ACCEPTED, 0):,}, {of.get(SET_ASIDE, 0):,}, {refused:,}")
    if _KILLED["tried"]:
        said.append(f"runs killed at any moment: {_KILLED['recovered']} of {_KILLED['tried']} recovered")
    if _ATTACKS:
        by = ", ".join(f"{count} of a {who}" for who, count in sorted(_ATTACKS.items()))
        said.append(f"attacks of the table: {sum(_ATTACKS.values())} ({by})")
    return said
