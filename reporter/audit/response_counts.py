"""Counts officials' answers, and says in the notes how many items were answered and which answers match nothing."""

from collections.abc import Mapping, Sequence

from reporter.model import Response


def counts(answers: Sequence[Response], exception_count: int) -> dict[str, int]:
    """Count the items by what was answered, the exceptions without an answer, and the answers that match no case."""
    said: dict[tuple[str, str], set[str]] = {}
    exceptions = set()
    for one in answers:
        if one.state == "matched":
            said.setdefault((one.control, one.item), set()).add(one.response)
            if one.outcome == "exception":
                exceptions.add((one.control, one.item))
    return {
        "explained": sum(answer == {"explained"} for answer in said.values()),
        "confirmed": sum(answer == {"confirmed"} for answer in said.values()),
        "contested": sum(len(answer) > 1 for answer in said.values()),
        "unanswered": exception_count - len(exceptions),
        "unmatched": sum(one.state == "unmatched" for one in answers),
        "elsewhere": sum(one.state == "elsewhere" for one in answers),
    }


def notes(answers: Sequence[Response], counted: Mapping[str, int]) -> list[str]:
    """Say how many items were answered and how, and which answers match nothing."""
    if not answers:
        return []
    said = [
        f"Officials' answers: {counted['explained']} explained, {counted['confirmed']} confirmed, "
        f"{counted['contested']} contested; exceptions unanswered: {counted['unanswered']}. "
        "An answer changes no outcome."
    ]
    odd = [f"{one.file} line {one.line}" for one in answers if one.state == "unmatched"]
    if odd:
        said.append(f"Answers that match no exception and nothing undetermined: {len(odd)} ({'; '.join(odd[:12])}).")
    return said
