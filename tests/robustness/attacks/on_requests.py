"""Attacks of a journalist, or whoever asks in his name: a request is to give more than its audience may have."""

from pathlib import Path

from tests.robustness.attacks import ERROR, Attack, Do, edit, every

REQUEST = """
[request]
id = "ag-1"
receiver = "=cmd|The Gazette"
audience = "{audience}"
received = 2026-11-20
answered = 2026-11-24
period = "2026-10"
"""
PAGE = "packets/ag-1/answer.md"


def asks(*answers: str, audience: str = "public", more: str = "") -> Do:
    items = "".join(f'[[asks]]\nasks = "Item {n}"\nanswer = "{one}"\n' for n, one in enumerate(answers, 1))
    text = REQUEST.format(audience=audience) + more + items
    return lambda folder: (folder / "request.toml").write_text(text, encoding="utf-8")


def _one(name: str, do: Do, code: int, seen: str, words: str, together: str = "") -> Attack:
    return Attack(
        name=name,
        by="journalist",
        on="request",
        do=do,
        asked=("packet", "{county}/request.toml", "--folder", "{county}"),
        code=code,
        seen=seen,
        words=words,
        together=together,
    )


NO_CLEARANCE = "Not given, because no clearance to publish what derives from the agreement is on record."


def cleared(folder: Path) -> None:
    edit(folder / "policy.toml", "[limits]", '[publish]\ncoordination = "2026-1"\n[limits]')


ATTACKS = [
    _one("the public asks for the state's page", asks("file:state.html"), 2, ERROR, "state.html is not meant for"),
    _one(
        "the public asks for the exceptions", asks("file:exceptions.csv"), 2, ERROR, "exceptions.csv is not meant for"
    ),
    _one(
        "the board's packet asks for the state's page",
        asks("page:state.html#x", audience="board"),
        2,
        ERROR,
        "state.html",
    ),
    _one(
        "a file out of the folder is asked for",
        asks("file:../../policy.toml", audience="state"),
        2,
        ERROR,
        "policy.toml",
    ),
    _one(
        "the public asks for a count without clearance",
        asks("control:vetted_before_release.exception"),
        0,
        PAGE,
        NO_CLEARANCE,
    ),
    _one(
        "a clearance is written down after the edition",
        every(asks("control:vetted_before_release.exception"), cleared),
        0,
        PAGE,
        NO_CLEARANCE,
    ),
    _one("the public asks what the tests of the records say", asks("leg:links_resolve"), 0, PAGE, NO_CLEARANCE),
    _one("the public asks for counts by race", asks("measure:screening_by_group"), 0, PAGE, NO_CLEARANCE),
    _one(
        "the board asks for counts by race",
        asks("measure:screening_by_group", audience="board"),
        0,
        PAGE,
        "Not given, because a breakdown",
    ),
    _one(
        "exceptions alone are asked for",
        asks("control:vetted_before_release.exception", audience="state"),
        0,
        PAGE,
        "1 exception among 12 examined; 0 could not be determined",
    ),
    _one(
        "the reasons of exceptions alone are asked for",
        asks("control:vetted_before_release.reasons", audience="state"),
        0,
        PAGE,
        "Vetting before release: 0 could not be determined.",
    ),
    _one(
        "the request's id is a path",
        lambda folder: (asks("claim:")(folder), edit(folder / "request.toml", '"ag-1"', '"../../reports"')),
        2,
        ERROR,
        "request.id names a folder",
    ),
    _one(
        "the edition asked for was never filed",
        lambda folder: (
            asks("claim:")(folder),
            edit(folder / "request.toml", 'period = "2026-10"', 'period = "2026-10"\nedition = 9'),
        ),
        2,
        ERROR,
        "2026-10/r9",
    ),
    _one(
        "the receiver's name is a formula",
        asks("file:public.html"),
        0,
        "packets/disclosures.csv",
        '"\'=cmd|The Gazette"',
    ),
]
