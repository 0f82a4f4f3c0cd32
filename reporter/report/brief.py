"""The summary in plain text that cron can mail: the answer, what moved, what lacks, and what to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from reporter.audit import answers
from reporter.model import HEADLINE, not_run_because
from reporter.report import what_moved
from reporter.text import count_of, day, words

_MOST = {"also": 5, "moved": 3, "lacks": 3, "next": 6}  # lines of each part: all of it stays under forty
_WIDEST = 400


def lines(audit: Mapping[str, Any], root: str, ledger: str) -> list[str]:
    """Return the lines of an edition's summary, from its audit.json alone; no identifier of a person is among them."""
    said = words()["brief"]
    period, number = audit["period"], audit["edition"]
    place = f"reports/{period['label']}/r{number}"
    page = answers.of_edition(audit)
    found = [
        f"{audit['agency']}: {day(period['from'])} to {day(period['to'])}, edition r{number}",
        "",
        *answers.questions_as_text(page),
        *_part("also", [f"{one.lead}: {one.words}" for one in page.also]),
        *_part("moved", _moved(audit)),
        *_part("lacks", [] if audit["claim"]["state"] == "demonstrated" else audit["claim"]["because"]),
        *_part("next", _next(audit, place)),
        "",
        said["where"].format(place=place),
        said["root"].format(digest=root or said["none"]),
        said["ledger"].format(digest=ledger),
    ]
    return [one if len(one) <= _WIDEST else f"{one[: _WIDEST - 2]} …" for one in found]


def _part(part: str, found: Sequence[str]) -> list[str]:
    said, most = words()["brief"], _MOST[part]
    more = [said["more"].format(count=len(found) - most)] if len(found) > most else []
    return ["", said[part], *(f"- {one}" for one in [*found[:most], *more])] if found else []


def _moved(audit: Mapping[str, Any]) -> list[str]:
    legs = [(one["id"], one["id"].replace("_", " ").capitalize() + ".", one["state"]) for one in audit["legs"]]
    causes = Counter(one["cause"] for one in audit["changes"] if one["control"] == HEADLINE)
    since = what_moved.since(audit.get("previous") or {}, audit["claim"]["state"], causes, legs)
    return [*since, *what_moved.ledger_notes(audit.get("ledger", {}))]


def _next(audit: Mapping[str, Any], place: str) -> list[str]:
    """Say what a person can do now, the gravest first."""
    said = words()["brief"]["do"]
    controls = [one for one in audit["controls"] if not not_run_because(one)]
    exceptions, undetermined = (sum(one[key] for one in controls) for key in ("exception", "undetermined"))
    open_ones = audit.get("responses", {}).get("unanswered", exceptions)
    unread = sum(one["quarantined"] for one in audit["inputs"])
    weak = sum(bool(one.get("weakens")) for one in audit.get("choices", []))
    failing = [one for one in audit["legs"] if one["state"] != "holds" and one["required"]]
    return [
        *([said["exceptions"].format(count=count_of(open_ones, "exception"), place=place)] if open_ones else []),
        *([said["undetermined"].format(count=f"{undetermined:,}", place=place)] if undetermined else []),
        *([said["legs"].format(count=count_of(len(failing), "test"), place=place)] if failing else []),
        *([said["unread"].format(count=count_of(unread, "row"))] if unread else []),
        *([said["choices"].format(count=count_of(weak, "choice"), place=place)] if weak else []),
        said["keep"],
    ]
