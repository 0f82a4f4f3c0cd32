"""Lists the choices of a pack's policy again and names each that audit.json has otherwise, leaves out or adds."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reporter import warehouse
from reporter.audit import policy_choices
from reporter.audit.decide_again import ConnectionPool
from reporter.audit.decide_choice import Judgement
from reporter.config.policy import Policy
from reporter.model import Choice, ControlResult, LegResult
from reporter.text import on_one_line

# What was taken in is not in a pack as it was delivered: how many rows hold a code, and which rows `only` left out.
_UNCOUNTED = "logs."
_UNKNOWN = ".only."
_CORRECTED = "corrections"


def listed_again(
    connection: warehouse.Connection,
    policy: Policy,
    pool: ConnectionPool,
    controls: Sequence[ControlResult],
    legs: Sequence[LegResult],
    audit: Mapping[str, Any],
) -> list[Choice]:
    """Return the choices of a pack's policy; the files outside the logs are those that the pack names."""
    rests_on = audit.get("rests_on", {})
    judged = Judgement(
        answers=lambda: (controls, legs),
        testable={one.id for one in controls if one.testable},
        unread_count=len(rests_on.get("unread_files", [])),
        ignored_count=int(rests_on.get("ignored_count", 0)),
        decide=pool.decide,
        count=pool.count,
    )
    return policy_choices.choices(connection, policy, judged)


def differences(audit: Mapping[str, Any], own: Sequence[Choice], *, is_for_reviewers: bool) -> Iterator[str]:
    """Name each choice that is otherwise; of a reviewers' pack not those that rest on what it withholds."""
    given = audit.get("choices")
    said = given if isinstance(given, list) else []
    pairs = [
        Counter(_lines(found, is_for_reviewers=is_for_reviewers)) for found in (said, [asdict(one) for one in own])
    ]
    for setting, text in sorted((pairs[0] - pairs[1]).keys()):
        yield f"engine: choices: {setting}: only the pack says {text}"
    for setting, text in sorted((pairs[1] - pairs[0]).keys()):
        yield f"engine: choices: {setting}: only the engine says {text}"


def _lines(found: Sequence[Any], *, is_for_reviewers: bool) -> Iterator[tuple[str, str]]:
    for one in found:
        setting = str(one.get("setting")) if isinstance(one, dict) else ""
        of_log = setting.startswith(_UNCOUNTED)
        if (is_for_reviewers and (of_log or setting == _CORRECTED)) or (of_log and _UNKNOWN in setting):
            continue
        left_out = {"rows"} if of_log else set()
        kept = {key: value for key, value in one.items() if key not in left_out} if isinstance(one, dict) else one
        yield on_one_line(setting), on_one_line(json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str))
