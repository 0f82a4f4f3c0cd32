"""What a deputy, a forger or a journalist may try, one row an attack: what is done, and where a reader sees it.

`test_attacks.py` tries each; docs/reviewer/hostile.md lists them. Attacks that share `together` are done to one copy of
the county, and each must still be seen.
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.jail import CORE, Jail

Do = Callable[[Path], object]
ERROR, ANSWER = "the command's error", "the command's answer"
AUDIT = ("audit", "--folder", "{county}", "--period", "2026-10", "--json")
CHECK = ("check", "--folder", "{county}", "--period", "2026-10", "--json")
RUN = ("run", "--folder", "{county}", "--period", "2026-10")


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One attack: who tries it on what, what is done to a copy of the county, what is asked then, what must be seen.

    `seen` is `ERROR`, `ANSWER`, a file of the newest edition or of the folder, a place in audit.json such as
    `audit.json: legs.links_resolve.state`, or a row that contradicts a test, such as `check: bookings line 5`.
    `county` says on which county: `filed`, with editions of a clean one, or `delivered`, whose one early release is not
    yet filed.
    """

    name: str
    by: str
    on: str
    do: Do
    asked: tuple[str, ...]
    code: int
    seen: str
    words: str
    county: str = "filed"
    together: str = ""


def by_deputy(
    on: str, asked: tuple[str, ...], name: str, do: Do, code: int, seen: str, words: str, together: str = ""
) -> Attack:
    """Return a deputy's attack on a county that is delivered and not yet filed."""
    return Attack(
        name=name,
        by="deputy",
        on=on,
        do=do,
        asked=asked,
        code=code,
        seen=seen,
        words=words,
        county="delivered",
        together=together,
    )


def delivered(folder: Path, *, early: bool = False) -> Jail:
    """Deliver a small county of which every leg and control holds; with `early`, stay B4 left before its check."""
    jail = Jail(folder)
    heads = (
        "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|void|release_authorized_at|released_at"
        "|release_reason",
        "check_id|booking_id|result|requested_at|completed_at|officer_id|recorded_at",
        "notification_id|booking_id|sent_at|check_id",
    )
    tables = [[head] for head in heads]
    for n in range(1, 13):
        day = f"2026-10-{n:02d}"
        out = "09:10" if early and n == 4 else "14:05"
        tables[0].append(f"B{n}|P{n}|MAIN|{day} 08:00|criminal_court|{n}||{day} 09:05|{day} {out}|bail")
        said = "wanted" if n == 5 else "clear"
        tables[1].append(f"C{n}|B{n}|{said}|{day} 09:00|{day} 09:30|O1|{day} 09:31")
    tables[2].append("N5|B5|2026-10-05 09:35|C5")
    for log, lines in zip(CORE, tables, strict=True):
        jail.deliver(log, "\n".join(lines))
    jail.extra = '\n[limits]\nrelease_within = "12h"\n'
    jail.manifest()
    jail.write_policy()
    return jail


def edit(path: Path, old: str, new: str) -> None:
    """Change a text in a file that has it."""
    text = path.read_text(encoding="utf-8")
    assert old in text, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def edit_json(path: Path, change: Callable[[dict], object]) -> None:
    """Change what a JSON file says."""
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def manifest(folder: Path, covers_from: str = "2026-10-01", covers_to: str = "2026-10-31") -> None:
    """Write the manifest again, so that it fits whatever was done to the files."""
    jail = Jail.__new__(Jail)
    jail.folder, jail.logs = folder, list(CORE)
    jail.manifest(covers_from, covers_to)


def in_file(old: str, new: str, log: str = "bookings", *, fitting: bool = True) -> Do:
    """Change a text in a delivered file, and the manifest with it unless told not to."""

    def do(folder: Path) -> None:
        edit(folder / "inbox" / f"{log}.csv", old, new)
        if fitting:
            manifest(folder)

    return do


def without(log: str, *starts: str) -> Do:
    """Take rows out of a delivered file, and let the manifest fit."""

    def do(folder: Path) -> None:
        path = folder / "inbox" / f"{log}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(starts)]
        assert len(kept) == len(lines) - len(starts)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
        manifest(folder)

    return do


def file(name: str, rows: Iterable[Iterable[str]], *, fitting: bool = True) -> Do:
    """Put one more file into the inbox."""

    def do(folder: Path) -> None:
        with (folder / "inbox" / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(rows)
        if fitting:
            manifest(folder)

    return do


def every(*deeds: Do) -> Do:
    """Do several things, one after the other."""
    return lambda folder: [do(folder) for do in deeds]


def table() -> list[Attack]:
    """Return every attack, by who tries it."""
    from tests.robustness.attacks import on_answers, on_editions, on_inbox, on_packs, on_policy, on_requests

    modules = (on_inbox, on_policy, on_answers, on_editions, on_packs, on_requests)
    return [one for module in modules for one in module.ATTACKS]
