"""The first page's answers, one frame for each page and file: three of equal weight, then what the records allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from reporter.audit import audit_json, controls
from reporter.model import HEADLINE, HELD, Audit, not_run_because
from reporter.text import count_of, duration, words

# A question with two lines bears the state of the graver one.
_GRAVEST_FIRST = ("exception", "undetermined", "withheld", "not_tested", "none_found", "met")
_BOOKS = {"testable": True, "population": 0, "exception": 0, "undetermined": 0, "out_of_scope": 0}
_BY_CLAIM = {"demonstrated": "met", "exceptions": "exception", "not_demonstrated": "undetermined"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one control, or the tests of the records, say to a question; only the state `met` may look like a pass."""

    anchor: str
    lead: str
    state: str
    word: str
    words: str
    remark: str
    rule: str = ""  # what kind of rule it is tested against


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question with the lines that answer it."""

    title: str
    state: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class FirstPage:
    """The three answers, whether the records can be relied on, and what else is on record, in the order of printing."""

    answers: Sequence[Answer]
    relied: Answer
    also: Sequence[Line]
    needs: str  # which tests of the records the claim needs, in one sentence
    weakened: str = ""  # how many choices of the policy weaken the answer, if any does


def of_audit(audit: Audit) -> FirstPage:
    """Return the first page of an edition being made."""
    return of_edition(
        {
            "claim": {"state": audit.claim.state, "sentence": audit.claim.sentence},
            "controls": [audit_json.control_as_json(one) for one in audit.controls],
            "legs": [audit_json.leg_as_json(one) for one in audit.legs],
            "measures": audit.measures,
            "choices": [{"weakens": one.weakens} for one in audit.choices],
        }
    )


def of_edition(edition: Mapping[str, Any]) -> FirstPage:
    """Return the first page of an edition from its audit.json: what is filed and what is printed say the same."""
    by_id = {one["id"]: one for one in edition["controls"]}
    relied = _relied_on(edition.get("legs", []))
    if unread := edition.get("rests_on", {}).get("unread_files"):
        relied = _not_read(len(unread), relied)
    licence = "demonstrated" if edition["claim"]["state"] == "demonstrated" else relied.state
    found = []
    asked = words()["questions"].values()
    for question in asked:
        lines = [
            _line(by_id[id_], said, licence, edition.get("measures", {}))
            for id_, said in question["controls"].items()
            if id_ in by_id
        ]
        lines = [_headline(edition, one.remark) if one.anchor == HEADLINE else one for one in lines]
        if lines:  # an edition of long ago may lack a control
            found.append(answer(question["title"], [replace(one, rule=_rule(one.anchor)) for one in lines]))
    of_questions = {id_ for one in asked for id_ in one["controls"]}
    if licence != "demonstrated" and relied.state == "met":
        relied = replace(relied, state="none_found")
    return FirstPage(
        answers=found,
        relied=answer(words()["relied_on"], [relied]),
        also=[line for one in edition["controls"] if one["id"] not in of_questions for line in _also(one)],
        needs=_needs(edition.get("legs", [])),
        weakened=weakened(sum(bool(one.get("weakens")) for one in edition.get("choices", []))),
    )


def questions_as_text(page: FirstPage) -> list[str]:
    """Return the answers, and whether the records can be relied on, as lines of plain text."""
    lines = [
        f"{one.title} {f'{line.lead}: ' if line.lead else ''}{line.word}. {line.words} {line.remark}".strip()
        for one in (*page.answers, page.relied)
        for line in one.lines
    ]
    return [one.replace("\xa0", " ") for one in lines]  # a terminal would show its number


def as_text(page: FirstPage) -> list[str]:
    """Return the first page as lines of plain text, in the same order and words as on the pages."""
    also = [f"{words()['first_page']['also']} {one.lead}: {one.words}" for one in page.also]
    return [*questions_as_text(page), *([page.weakened] if page.weakened else []), *also]


def in_short(page: FirstPage) -> list[str]:
    """Return the word of each answer but the first, which is the claim."""
    return [
        f"{line.lead}: {line.word}." if line.lead else f"{one.title} {line.word}."
        for one in page.answers[1:]
        for line in one.lines
    ]


def weakened(count: int) -> str:
    """Say how many choices of the policy weaken the answer; nothing where none does."""
    said = words()["choices"]
    return str(said["one"] if count == 1 else said["many"].format(count=f"{count:,}")) if count else ""


def answer(title: str, lines: Sequence[Line]) -> Answer:
    """Return a question with its lines, in the state of the gravest."""
    return Answer(title=title, state=min((one.state for one in lines), key=_GRAVEST_FIRST.index), lines=lines)


def line(anchor: str, state: str, said: str, *, lead: str = "", remark: str = "", word: str = "") -> Line:
    """Return a line with the word for its state."""
    word = word or words()["state_words"][state]
    return Line(anchor=anchor, lead=lead, state=state, word=word, words=said, remark=remark)


def _headline(edition: Mapping[str, Any], remark: str) -> Line:
    """Return the claim as the first answer: no stronger than its state, and beside the others; with the same remark."""
    state, said = edition["claim"]["state"], edition["claim"]["sentence"]
    return line(HEADLINE, _BY_CLAIM.get(state, "not_tested"), said, remark=remark, word=words()["claim"][state])


def _line(control: dict[str, Any], said: Mapping[str, str], licence: str, measures: Mapping[str, Any]) -> Line:
    limit = release_limit(measures) if control["id"] == HELD else ""
    state, told, remark = _tested(control, {**said, "found": said["found"].format(limit=limit)}, licence)
    late = measures.get("released_past_the_limit_count")
    if control["id"] == HELD and isinstance(late, int) and late:
        remark = f"{words()['first_page']['late'].format(late=count_of(late, 'release'))} {remark}".strip()
    if limit and state not in ("exception", "not_tested"):  # the sentence does not name it
        remark = f"{release_limit(measures, 'limit_alone')} {remark}".strip()
    return line(control["id"], state, told, lead=said.get("lead", ""), remark=remark)


def release_limit(measures: Mapping[str, Any], phrase: str = "limit") -> str:
    """Return the longest time from authorised release to release, in a phrase of words; old editions do not say it.

    Its figure stays beside its unit where a line ends.
    """
    seconds = measures.get("release_limit_seconds")
    if not isinstance(seconds, int):
        return ""
    said: str = words()["first_page"][phrase].format(limit=duration(seconds).replace(" ", "\xa0"))
    return said


def _tested(control: dict[str, Any], said: Mapping[str, str], licence: str) -> tuple[str, str, str]:
    """Return the state, the sentence with its noun and its doubt, and what the rule does not cover."""
    phrases, (one, found) = words()["first_page"], (said["item"], said["found"])
    control = _BOOKS | control
    if why := not_run_because(control):
        return "not_tested", why, ""
    examined = control["population"] - control["out_of_scope"]
    doubtful, count = control["undetermined"], control["exception"]
    remark = _not_covered(control, one)
    if not examined:
        return "not_tested", phrases["nothing"].format(item=one), remark
    facts = {
        "count": f"{count:,}",
        "examined": count_of(examined, one),
        "doubtful": f"{doubtful:,}",
        "most": f"{count + doubtful:,}",
        "found": found,
        "item": one,
    }
    if count:
        is_licensed = licence in ("demonstrated", "met")
        told = ["exceptions", *(["up_to"] if doubtful else ["no_doubt"] if is_licensed else [])]
        told += [] if is_licensed else ["no_others"]
        return "exception", " ".join(phrases[one].format(**facts) for one in told), remark
    if doubtful:
        return "undetermined", phrases["doubt"].format(**facts), remark
    if licence == "demonstrated":
        return "met", phrases["none"].format(**facts), remark
    if licence == "met":
        return "none_found", phrases["none"].format(**facts), remark
    return "undetermined", phrases["unlicensed"].format(**facts), remark


def _not_covered(control: Mapping[str, Any], item: str) -> str:
    """Say how many items the rule does not cover, and why, where each reason on record is one of those."""
    count, phrases = control["out_of_scope"], words()["first_page"]
    found = control.get("reasons") or {}
    because = {why: found[why] for why in phrases["not_covered_because"] if why in found}
    if count and sum(because.values()) == count:
        parts = [f"{count_of(many, 'stay')} {phrases['not_covered_because'][why]}" for why, many in because.items()]
        return str(phrases["not_covered_each"].format(parts=", ".join(parts)))
    return str(phrases["not_covered"].format(items=count_of(count, item))) if count else ""


def _also(control: dict[str, Any]) -> list[Line]:
    """Return a line for a control that has an exception, rests on a contested rule, or was suspended."""
    control = _BOOKS | control
    title, phrases = _titles().get(control["id"], control["id"]), words()["first_page"]
    if why := not_run_because(control):
        return [line(control["id"], "not_tested", why, lead=title)] if control.get("suspended_because") else []
    contested = (control.get("reasons") or {}).get("contested", 0)
    if not (control["exception"] or contested):
        return []
    examined = control["population"] - control["out_of_scope"]
    said = []
    if control["exception"]:
        said.append(
            phrases["also_count"].format(count=count_of(control["exception"], "exception"), examined=f"{examined:,}")
        )
    doubtful = control["undetermined"] - contested
    if doubtful:
        said.append(phrases["also_doubt"].format(doubtful=f"{doubtful:,}"))
    if contested:
        said.append(phrases["also_contested"].format(contested=f"{contested:,}", examined=f"{examined:,}"))
    state = "exception" if control["exception"] else "undetermined"
    return [line(control["id"], state, " ".join(said), lead=title)]


@cache
def _rule(control: str) -> str:
    """Say of what kind the rule is that a control tests, and whether it is contested."""
    known, _ = controls.criteria()
    rules = [known[id_] for file in controls.catalogue() if file.id == control for id_ in file.header["criteria"]]
    kinds = [rule.kind + (words()["first_page"]["rule_contested"] if rule.contested else "") for rule in rules]
    return str(words()["first_page"]["rule"].format(kind="; ".join(dict.fromkeys(kinds)))) if kinds else ""


@cache
def _titles() -> Mapping[str, str]:
    return {file.id: str(file.header["title"]) for file in controls.catalogue()}


def _not_read(count: int, relied: Line) -> Line:
    """Say that the records cannot be relied on while files stand unread; what a test contradicts is graver."""
    if relied.state == "exception":
        return relied
    said = f"{count_of(count, 'file')} in inbox/ {'stands' if count == 1 else 'stand'} unread."
    return line("legs-title", "undetermined", said, remark=relied.words, word=words()["relied_words"]["undetermined"])


def _needs(legs: Sequence[Mapping[str, Any]]) -> str:
    """Say how the tests are counted that the claim needs: each of some, and one of the independent counts."""
    each, either = (sum(bool(one.get(key)) for one in legs) for key in ("required", "one_of"))
    said = words()["needs"]
    if not (each and either):
        return ""
    facts = {
        "each": said["each" if each > 1 else "each_of_one"].format(count=f"{each:,}"),
        "either": said["either" if either > 1 else "either_of_one"].format(count=f"{either:,}"),
        "count": f"{each + 1:,}",
    }
    return str(said["sentence"].format(**facts))


def _relied_on(legs: Sequence[Mapping[str, Any]]) -> Line:
    """Say how many of the tests that the claim needs hold."""
    needed = [one["state"] for one in legs if one.get("required")]
    either = [one["state"] for one in legs if one.get("one_of")]
    if either:
        needed.append(min(either, key=("holds", "not_tested", "fails").index))
    failing, untested = needed.count("fails"), needed.count("not_tested")
    of = f"of the {count_of(len(needed), 'test')} that the claim needs"
    remark = ""
    if failing:
        state, said = "exception", f"{failing} {of} {'does' if failing == 1 else 'do'} not hold."
        remark = f"{untested} could not be made." if untested else ""
    elif not (either and any(one.get("required") for one in legs)):
        state, said = "not_tested", "The policy asks for no test, or no independent count, of the records."
    elif untested:
        state, said = "undetermined", f"{untested} {of} could not be made."
    else:
        state, said = "met", f"{len(needed)} {of} hold."
    remark = f"{remark} {_needs(legs)}".strip()
    return line("legs-title", state, said, remark=remark, word=words()["relied_words"][state])
