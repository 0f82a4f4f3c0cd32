"""Says what the records show beside a month with many more exceptions than any other of a picture; never why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from reporter.audit import measures
from reporter.model import Audit
from reporter.report.charts import Picture
from reporter.text import count_of, reason_sentence, words

_FEWEST_MONTHS = 3  # of two months, none stands out
_AT_LEAST, _TIMES = 2, 2  # how many exceptions more, and how many times as many, as in the month with the next most


def noted(pictures: Sequence[Picture], audit: Audit) -> list[Picture]:
    """Return the pictures, each of twelve months with a note on a month that stands out."""
    return [replace(one, note=_note(one, audit)) if one.id in words()["months"] else one for one in pictures]


def _note(picture: Picture, audit: Audit) -> str:
    rows: Any = audit.measures[picture.id]
    row, *others = sorted(rows, key=lambda one: -one["exception"])
    count, most = row["exception"], others[0]["exception"]
    if len(rows) < _FEWEST_MONTHS or count - most < _AT_LEAST or count < most * _TIMES:
        return ""
    said, examined = words()["stands_out"], _examined(row)
    least, greatest = min(map(_examined, others)), max(map(_examined, others))
    facts = {
        "month": f"{date.fromisoformat(row['month'] + '-01'):%B %Y}",
        "exceptions": count_of(count, "exception"),
        "examined": f"{examined:,} {words()['months'][picture.id]}",
        "most": f"{most:,}",
        "others": f"{least:,} to {greatest:,}" if least < greatest else f"{least:,}",
        "reasons": _reasons(picture.id, row, audit),
    }
    beside = "more_examined" if examined > greatest else "fewer_examined" if examined < least else "as_many_examined"
    parts = ["sentence", beside, *(["reasons"] if facts["reasons"] else []), "why"]
    return " ".join(said[one].format(**facts) for one in parts)


def _examined(row: Mapping[str, Any]) -> int:
    return int(row["met"] + row["exception"] + row["undetermined"])


def _reasons(id_: str, row: Mapping[str, Any], audit: Audit) -> str:
    """Return what is on record of each exception, where the month is the edition's own period."""
    control = next(one for one in audit.controls if one.id == measures.titles()[id_]["control"])
    if row["month"] != audit.period.label or row["exception"] != control.exception:
        return ""
    found = control.reasons_by_outcome.get("exception", {}).items()
    return "; ".join(f"{reason_sentence(one, control.id).removesuffix('.')} ({count:,})" for one, count in found)
