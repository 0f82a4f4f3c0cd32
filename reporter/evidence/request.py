"""Reads a state's request, with the form it follows: what is asked, by whom, and by when."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reporter.errors import PolicyError
from reporter.resources import data_dir

LOG_FILE = "disclosures.csv"  # in packets/, beside the folder of each request
AUDIENCES = ("public", "board", "state")
_KEYS = (
    "id",
    "form",
    "receiver",
    "audience",
    "received",
    "answered",
    "due",
    "due_in",
    "holidays",
    "period",
    "edition",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One asked item: where its answer stands, or why it is not held; `counsel` is what counsel must confirm."""

    id: str
    asks: str
    answer: Sequence[str]
    not_held: str
    counsel: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it came, with its form's asked items before its own."""

    id: str
    title: str
    receiver: str
    audience: str
    received: date
    answered: date
    due: date | None
    period: str
    edition: int | None
    asks: Sequence[Asked]
    counsel: Sequence[str]


def read(path: Path) -> Request:
    """Read a request; raises PolicyError naming what is wrong in it and what to write."""
    table = _toml(path, path.name)
    request = table.get("request")
    if not isinstance(request, dict):
        raise PolicyError(f"{path.name} needs a table [request] with id, receiver, audience, received and period.")
    for key in request:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise PolicyError(f"{path.name}: request has no key {key!r}. The nearest known one is {near!r}.")
    for key, kind in (("id", str), ("receiver", str), ("period", str), ("received", date), ("answered", date)):
        if type(request.get(key)) is not kind or not request[key]:
            how = "a day without quotes, such as 2026-11-03" if kind is date else "text in quotes"
            raise PolicyError(f"{path.name}: request.{key} must be {how}.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", request["id"]) or request["id"] == LOG_FILE:
        raise PolicyError(
            f"{path.name}: request.id names a folder: use letters, digits, dots and dashes only, a hundred at the most."
        )
    if "due" in request and type(request["due"]) is not date:
        raise PolicyError(f"{path.name}: request.due must be a day without quotes, such as 2026-11-03.")
    if "edition" in request and (type(request["edition"]) is not int or request["edition"] < 1):
        raise PolicyError(f"{path.name}: request.edition must be a number, such as 2 for r2.")
    if request.get("audience") not in AUDIENCES:
        raise PolicyError(f"{path.name}: request.audience must be one of {', '.join(AUDIENCES)}.")
    form = _form(request["form"]) if "form" in request else {}
    asks = [*_asks(form.get("asks", []), f"form {request.get('form')}"), *_asks(table.get("asks", []), path.name)]
    if not asks:
        raise PolicyError(f"{path.name} asks nothing. Name a form, or write [[asks]] with id, asks and answer.")
    return Request(
        id=request["id"],
        title=form.get("title", "Request"),
        receiver=request["receiver"],
        audience=request["audience"],
        received=request["received"],
        answered=request["answered"],
        due=_due(request, form, path.name),
        period=request["period"],
        edition=request.get("edition"),
        asks=asks,
        counsel=form.get("counsel", []),
    )


def forms() -> list[str]:
    """Return the names of the forms that come with the program."""
    return sorted(path.stem for path in (data_dir("report_templates") / "forms").glob("*.toml"))


def _form(name: object) -> dict[str, Any]:
    if name not in forms():
        raise PolicyError(f"There is no form {name!r}. The forms are: {', '.join(forms())}.")
    return _toml(data_dir("report_templates") / "forms" / f"{name}.toml", f"{name}.toml")


def _toml(path: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{name} cannot be read as TOML in UTF-8: {str(error).splitlines()[0]}.") from error


def _asks(found: Any, where: str) -> list[Asked]:
    asks = []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PolicyError(f"{where}: write each asked item as [[asks]] with id, asks and answer.")
    for n, one in enumerate(found, 1):
        answer = one.get("answer", [])
        if not all(isinstance(text, str) for text in (answer if isinstance(answer, list) else [answer])):
            named = str(one.get("id", n))
            raise PolicyError(f"{where}: asked item {named!r}: answer must be text in quotes, or a list of texts.")
        asked = Asked(
            id=str(one.get("id", n)),
            asks=str(one.get("asks", "")),
            answer=[answer] if isinstance(answer, str) else answer,
            not_held=str(one.get("not_held", "")),
            counsel=str(one.get("counsel", "")),
        )
        if not asked.asks or not (asked.answer or asked.not_held):
            raise PolicyError(
                f"{where}: asked item {asked.id!r} needs `asks`, and `answer` or `not_held` with the reason."
            )
        asks.append(asked)
    return asks


def _due(request: Mapping[str, Any], form: Mapping[str, Any], where: str) -> date | None:
    if "due" in request:
        return date.fromisoformat(request["due"].isoformat())
    words = request.get("due_in", form.get("due_in"))
    if not words:
        return None
    match = re.fullmatch(r"(\d+) (business )?days?", str(words))
    if not match:
        raise PolicyError(f'{where}: due_in must be such as "30 days" or "5 business days".')
    received: date = request["received"]
    if not match[2]:
        return received + timedelta(days=int(match[1]))
    free = _holidays(str(request.get("holidays", form.get("holidays", ""))), received.year, where)
    due, left = received, int(match[1])
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < 5 and due not in free
    return due


def _holidays(place: str, year: int, where: str) -> set[date]:
    if not place:
        return set()
    import holidays

    country, _, state = place.partition("-")
    try:
        return set(holidays.country_holidays(country, subdiv=state or None, years=(year, year + 1)))
    except NotImplementedError as error:
        raise PolicyError(f'{where}: holidays = {place!r} is not known. Write such as "US-NY".') from error
