"""Attacks of a forger on filed editions, their ledger, and the key of their case ids."""

import json
import shutil
from pathlib import Path

from reporter.editions import case_key, ledger, store
from tests.robustness.attacks import ANSWER, ERROR, RUN, Attack, Do, append, edit

R1, R2 = "reports/2026-10/r1", "reports/2026-10/r2"
LEDGER = f"reports/{ledger.FILE}"
OTHER = bytes(range(100, 132))
HISTORY = ("history", "--folder", "{county}")


def resealed(folder: Path) -> None:
    """Change an edition and make its pack fit again."""
    from reporter.evidence import pack
    from reporter.files import sha256_of

    place = store.place(folder, "2026-10", 2)
    edit(place / "audit.json", '"state": "exceptions"', '"state": "demonstrated"')
    shutil.copy(place / "audit.json", place / "pack/data/audit.json")
    listed = pack.edition_files(place / "pack") | {"audit.json": sha256_of(place / "audit.json")}
    (place / "pack/data/edition-files.sha256").write_text("".join(f"{v}  {k}\n" for k, v in listed.items()))
    pack.seal(place / "pack", "Example County Sheriff's Office", "2026-10/r2")


def without_line(folder: Path, number: int, *, chained: bool = False) -> None:
    """Take a line out of the ledger, and make the rest follow one another if asked to."""
    path = folder / LEDGER
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    del lines[number]
    if not chained:
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return
    path.unlink()
    for line in lines:
        ledger.add(folder, line)


def key(content: str | None) -> Do:
    """Leave another key, or none."""

    def do(folder: Path) -> None:
        (folder / case_key.FILE).unlink()
        if content is not None:
            (folder / case_key.FILE).write_text(content, encoding="ascii")

    return do


EDITIONS: dict[str, tuple[Do, str]] = {
    "a word of audit.json is changed": (
        lambda folder: edit(folder / R2 / "audit.json", '"state": "exceptions"', '"state": "demonstrated"'),
        "2026-10/r2 was changed: audit.json was changed",
    ),
    "a page of an old edition is changed": (
        lambda folder: edit(folder / R1 / "board.html", "</html>", "<!-- --></html>"),
        "2026-10/r1 was changed: board.html was changed",
    ),
    "a record in a pack is changed": (
        lambda folder: edit(folder / R1 / "pack/data/records/checks.csv", "clear", "wanted"),
        "2026-10/r1 was changed: pack/data/records/checks.csv was changed",
    ),
    "a page is removed": (lambda folder: (folder / R1 / "public.pdf").unlink(), "public.pdf was removed"),
    "a page is added": (
        lambda folder: (folder / R1 / "board-new.html").write_text(""),
        "board-new.html was added",
    ),
    "pack.sha256 names another digest": (
        lambda folder: (folder / R1 / "pack.sha256").write_text("0" * 64 + "  pack/tagmanifest-sha256.txt\n"),
        "2026-10/r1 was changed: pack.sha256 is not what was filed",
    ),
    "an edition is changed and sealed again": (resealed, "2026-10/r2 was replaced: its root digest is another"),
    "an edition is removed": (lambda folder: shutil.rmtree(folder / R1), "2026-10/r1 is missing"),
    "the newest edition is removed": (lambda folder: shutil.rmtree(folder / R2), "2026-10/r2 is missing"),
    "an edition is put in place of another": (
        lambda folder: (shutil.rmtree(folder / R2), shutil.copytree(folder / R1, folder / R2)),
        "2026-10/r2 was replaced: its root digest is another",
    ),
    "an edition is added": (
        lambda folder: shutil.copytree(folder / R2, folder / "reports/2026-10/r3"),
        "2026-10/r3 is not in the ledger",
    ),
    "an edition is a link to another": (
        lambda folder: (shutil.rmtree(folder / R2), (folder / R2).symlink_to(folder / R1)),
        "2026-10/r2 is a link",
    ),
}
LINES: dict[str, tuple[Do, str]] = {
    "the ledger is removed": (
        lambda folder: (folder / LEDGER).unlink(),
        "2026-10/r2 is not in the ledger: it was filed on a ledger of 2 lines, and this one has 0",
    ),
    "a line is taken out of the ledger": (lambda folder: without_line(folder, 1), "line 2 does not follow the line"),
    "an edition and its line are taken out, and the rest chained again": (
        lambda folder: (without_line(folder, 0, chained=True), shutil.rmtree(folder / R1)),
        "2026-10/r2 was filed on",
    ),
    "an old ledger is put back": (lambda folder: without_line(folder, 2), "2026-10/r2 is not in the ledger"),
    "a count in the ledger is changed": (
        lambda folder: edit(folder / LEDGER, '"edition": 1', '"edition": 4'),
        "does not follow the line before it",
    ),
    "the ledger ends in half a line": (
        lambda folder: append(folder / LEDGER, '{"kind": "edi'),
        "its last line is not whole",
    ),
    "the ledger has a line of another kind": (
        lambda folder: append(folder / LEDGER, "[1, 2]\n"),
        "line 4 is not one that this program writes",
    ),
    "the ledger has a line nested too deep": (
        lambda folder: append(folder / LEDGER, "[" * 200_000 + "\n"),
        "line 4 cannot be read",
    ),
    "a loss is written down of an edition that is there": (lambda folder: None, "still lies in reports/"),
}
LOSS = (*HISTORY, "--record-loss", "2026-10/r1", "--why", "the disk broke")
KEYS: dict[str, tuple[Do, int, str, tuple[str, ...]]] = {
    "the key of the case ids is removed": (key(None), 5, "rotate-key", RUN),
    "the key of the case ids is another": (key(case_key.as_text(OTHER)), 5, "rotate-key", RUN),
    "the key of the case ids is cut off": (key(case_key.as_text(OTHER)[:40]), 5, "rotate-key", RUN),
    "another key is brought with --case-key": (
        lambda folder: (folder / "other").write_bytes(OTHER),
        2,
        "rotate-key --case-key FILE",
        (*RUN, "--case-key", "{county}/other"),
    ),
    "too short a key is brought": (
        lambda folder: (folder / "other").write_bytes(OTHER[:31]),
        2,
        "has 31 bytes, and a case key has 32",
        (*RUN, "--case-key", "{county}/other"),
    ),
}
DOCTOR = ("doctor", "--folder", "{county}")
STATE = ("state", "{county}", "--period", "2026-10", "--out", "{county}/statewide")
OSCAL = ("export", "--folder", "{county}", "--format", "oscal")
OTHERS: dict[str, tuple[Do, str, str, tuple[str, ...]]] = {
    "an edition is a link, and doctor looks": (
        EDITIONS["an edition is a link to another"][0],
        ANSWER,
        "is a link",
        DOCTOR,
    ),
    "the ledger is a folder, and doctor looks": (
        lambda folder: ((folder / LEDGER).unlink(), (folder / LEDGER).mkdir()),
        ANSWER,
        "is not in the ledger",
        DOCTOR,
    ),
    "the editions of a period are removed, and the state asks": (
        lambda folder: shutil.rmtree(folder / "reports/2026-10"),
        ERROR,
        "2026-10/r1 is missing",
        STATE,
    ),
    "an edition is changed and sealed again, and written as OSCAL": (resealed, ERROR, "was replaced", OSCAL),
}


def _attack(name: str, on: str, do: Do, code: int, words: str, asked: tuple[str, ...], seen: str = ERROR) -> Attack:
    return Attack(name=name, by="forger", on=on, do=do, asked=asked, code=code, seen=seen, words=words)


ATTACKS = [
    *(_attack(name, "edition", do, 5, words, HISTORY) for name, (do, words) in EDITIONS.items()),
    *(
        _attack(name, "ledger", do, 2 if "loss" in name else 5, words, LOSS if "loss" in name else HISTORY)
        for name, (do, words) in LINES.items()
    ),
    *(_attack(name, "edition", do, 5, words, asked, seen) for name, (do, seen, words, asked) in OTHERS.items()),
    *(_attack(name, "key", do, code, words, asked) for name, (do, code, words, asked) in KEYS.items()),
]
