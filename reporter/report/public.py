"""What the public edition may show: counts of officials' acts, large groups only, and nothing without clearance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporter.audit.answers import Answer, Line, answer, release_limit, weakened
from reporter.config.log_schemas import LogSchema
from reporter.model import HELD, Audit
from reporter.report import disclosure_control, what_moved
from reporter.report.contexts import EditionContext, shared
from reporter.text import words

_COLUMNS = ("Group", "Stays in scope", "Checked", "Not checked")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One breakdown, every cell as text."""

    id: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class PublicContext(EditionContext):
    """Counts only: no field holds a person, a case, an officer or a file."""

    choices_words: str  # how many choices of the policy weaken the answer, where the answer is published
    tables: Sequence[Table]
    gate_words: str
    gated: Sequence[str]
    withheld: Sequence[str]


def public(
    audit: Audit,
    needs: Mapping[str, Sequence[str]],
    logs: Mapping[str, LogSchema],
    cleared: str,
    earlier: Sequence[Mapping[str, Any]],
) -> tuple[PublicContext, dict[str, Any]]:
    """Return the public context and the redaction manifest.

    `needs` maps a control to the logs it reads; `cleared` is the reference of the recorded clearance, or ""; `earlier`
    are the manifests of the public editions filed before, of this period and of others.
    """
    own = shared(audit)
    open_ids = {one.id for one in audit.controls if cleared or _state_only(needs[one.id], logs)}
    suspended = {one.id for one in audit.controls if one.suspended_because}  # a choice of the policy, no record
    manifest: dict[str, Any] = {
        "period": {"label": audit.period.label, "from": audit.period.first, "to": audit.period.last},
        "edition": audit.edition,
        "beside": [f"{one['period']['label']}/r{one['edition']}" for one in earlier],
        "clearance": cleared,
        "shown_counts": {one.id: one.counts() for one in audit.controls if one.id in open_ids and one.was_run},
        "withheld_controls": [one.id for one in audit.controls if one.id not in open_ids],
        "tables": {},
        "withheld_tables": {},
    }
    tables = _tables(audit, cleared, earlier, manifest)
    withheld = [f"Screening by {_plain(attribute)}: {why}" for attribute, why in manifest["withheld_tables"].items()]
    in_part = {HELD} if _late(audit) else set[str]()
    gated = [
        words()["public"]["in_part" if one.id in in_part else "whole"].format(title=one.title)
        for one in audit.controls
        if one.id not in open_ids and one.was_run
    ]
    if not cleared:
        gated += [f"Screening by {_plain(attribute)}" for attribute in manifest["withheld_tables"]]
        manifest["shown_measures"] = _late(audit)
    keep = (
        "question agency period_words period_label edition version digests timezone untested settings glossary "
        "self_test_words fair_words needs_words"
    )
    context = PublicContext(
        audience="Public",
        **{key: own[key] for key in keep.split()},
        **_told(audit, own, cleared),
        notes=[],  # they name files, and files may name people
        answers=own["answers"] if cleared else [_gated(one, open_ids | suspended, audit) for one in own["answers"]],
        also_none=own["also_none"] if cleared else words()["public"]["also_withheld"],
        relied=own["relied"] if cleared else _gated(own["relied"], open_ids, audit),
        also=[one for one in own["also"] if one.anchor in open_ids | suspended],
        books=[one for one in own["books"] if one.id in open_ids],
        legs=own["legs"] if cleared else [],
        choices_words=weakened(sum(one.weakens for one in audit.choices)) if cleared else "",
        unrun=[one for one in own["unrun"] if one.id in open_ids | suspended],
        tables=tables,
        gate_words=words()["public"]["gate_of_several"] if gated else "",
        gated=gated,
        withheld=withheld if cleared else [],
    )
    return context, manifest


def _tables(audit: Audit, cleared: str, earlier: Sequence[Mapping[str, Any]], manifest: dict[str, Any]) -> list[Table]:
    """Return the tables by group that may be shown; the manifest says what each shows, or why another is withheld."""
    tables = []
    for attribute, groups in disclosure_control.breakdowns(audit.measures).items():
        # Beside the board's and the state's editions too: who has both would know.
        rolled, why = _shown(attribute, groups, cleared, [*earlier, *audit.earlier_tables], manifest)
        if rolled is None:
            manifest["withheld_tables"][attribute] = why
            continue
        manifest["tables"][attribute] = {name: list(cells) for name, cells in rolled.items()}
        rows = [(name, f"{sum(cells):,}", *[f"{n:,}" for n in cells]) for name, cells in rolled.items()]
        tables.append(Table(id=attribute, title=f"Screening by {_plain(attribute)}", columns=_COLUMNS, rows=rows))
    return tables


def _told(audit: Audit, own: Mapping[str, Any], cleared: str) -> dict[str, Any]:
    """Return what is said of the claim and of what moved, by field of the context: without a clearance, neither."""
    fields = ("claim_state", "sentence", "because", "moved", "changes_words", "corrections_words")
    if cleared:
        return {key: own[key] for key in fields}
    return {
        "claim_state": "withheld",
        "sentence": words()["public"]["withheld_sentence"],
        "because": [],
        "moved": what_moved.losses(audit.ledger, with_claims=False),
        "changes_words": own["changes_words"] if audit.edition == 1 else words()["public"]["moves"],
        "corrections_words": "",
    }


def _state_only(needs: Sequence[str], logs: Mapping[str, LogSchema]) -> bool:
    return all(logs[log].provenance == "STATE_ONLY" for log in needs)


def _late(audit: Audit) -> dict[str, int]:
    """Return what the jail's own bookings alone say of late releases, on any ground, and the limit, if known."""
    control = next(one for one in audit.controls if one.id == HELD)
    late = audit.measures.get("released_past_the_limit_count")
    if not control.was_run or not isinstance(late, int):
        return {}
    limit = audit.measures.get("release_limit_seconds")
    known = {"release_limit_seconds": limit} if isinstance(limit, int) else {}
    unknown = audit.measures.get("release_limit_unknown_count")
    known |= {"release_limit_unknown_count": unknown} if isinstance(unknown, int) else {}
    counts = {"released_past_the_limit_count": late, "released_count": control.population - control.out_of_scope}
    return known | counts


def _gated(one: Answer, open_ids: set[str], audit: Audit) -> Answer:
    """Return a question with the lines that need clearance withheld."""
    lines = [line if line.anchor in open_ids else _closed(line, audit) for line in one.lines]
    if len(lines) > 1 and all(line.state == "withheld" for line in lines):
        lines = [replace(lines[0], lead="")]
    # Without clearance the claim is withheld: no line may tell by its mark or word whether it was demonstrated.
    lines = [replace(one, state="none_found") if one.state == "met" else one for one in lines]
    return answer(one.title, lines)


def _closed(line: Line, audit: Audit) -> Line:
    """Return a line that is withheld, with what may be said of it from the jail's own bookings."""
    says = words()["public"]
    late = _late(audit) if line.anchor == HELD else {}
    if not late:
        return replace(
            line,
            anchor="withheld-title",
            state="withheld",
            word=says["withheld_word"],
            words=says["withheld_line"],
            remark="",
        )
    unknown = late.get("release_limit_unknown_count", 0)
    said = says["late_and_unknown" if unknown else "late"].format(
        unknown=f"{unknown:,}",
        late=f"{late['released_past_the_limit_count']:,}",
        released=f"{late['released_count']:,}",
        limit=release_limit(audit.measures),
    )
    return replace(
        line,
        anchor="withheld-title",
        state="withheld",
        word=says["part_word"],
        words=said,
        remark=says["grounds"],
    )


def _plain(attribute: str) -> str:
    return str(words()["attributes"].get(attribute) or attribute.replace("_", " "))


def _shown(
    attribute: str,
    groups: Mapping[str, tuple[int, ...]],
    cleared: str,
    earlier: Sequence[Mapping[str, Any]],
    manifest: Mapping[str, Any],
) -> tuple[dict[str, tuple[int, ...]] | None, str]:
    says = words()["public"]
    if not cleared:
        return None, says["gate"]
    rolled = disclosure_control.rolled_up(groups)
    if rolled is None:
        return None, says["too_small"]
    if disclosure_control.reveals_beside(rolled, attribute, manifest["period"], earlier):
        return None, says["by_difference"]
    return rolled, ""
