"""Attacks of a deputy through the answers that officials may give to exceptions."""

from tests.robustness.attacks import ERROR, RUN, Attack, Do, file

HEAD = ["control", "item", "outcome", "reason", "case_id", "response", "reason_given", "authority", "name", "date"]
B3 = ["vetted_before_release", "B3", "exception", "after_release", ""]
EXPLAINED = [*B3, "explained", "The clock was wrong.", "Sheriff", "A. Clerk", "2026-11-20"]


def answers(*rows: list[str]) -> Do:
    return file("responses_1.csv", [HEAD, *rows], fitting=False)


def _one(name: str, do: Do, code: int, seen: str, words: str, together: str = "") -> Attack:
    return Attack(
        name=name, by="deputy", on="answers", do=do, asked=RUN, code=code, seen=seen, words=words, together=together
    )


ATTACKS = [
    _one(
        "an exception is explained away",
        answers(EXPLAINED),
        1,
        "audit.json: controls.vetted_before_release.exception",
        "1",
        "answered",
    ),
    _one(
        "an answer is about a stay that is none",
        file("responses_2.csv", [HEAD, [*B3[:1], "B77", *EXPLAINED[2:]]], fitting=False),
        1,
        "state.html",
        "Answers that match no exception and nothing undetermined: 1",
        "answered",
    ),
    _one(
        "an answer says that the exception is gone",
        answers([*B3, "removed", *EXPLAINED[6:]]),
        4,
        ERROR,
        "column response: write explained or confirmed",
    ),
    _one("an answer names no authority", answers([*EXPLAINED[:7], "", *EXPLAINED[8:]]), 4, ERROR, "column authority"),
    _one("an answer has no reason", answers([*EXPLAINED[:6], "", *EXPLAINED[7:]]), 4, ERROR, "column reason_given"),
    _one(
        "one authority answers twice, and not alike",
        answers(EXPLAINED, [*B3, "confirmed", "", *EXPLAINED[7:]]),
        4,
        ERROR,
        "answers the same item twice",
    ),
]
