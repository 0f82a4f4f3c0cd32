"""An audit made by hand, with texts that no format may take for anything but text."""

from dataclasses import replace
from typing import Any

from reporter.audit import claim, controls
from reporter.model import (
    Audit,
    Case,
    Claim,
    ControlResult,
    DeliveryAccount,
    LegResult,
    Period,
    RecordedTime,
    Setting,
    SourceRef,
)

NASTY = [
    "#panic()",
    "*b* $x$ @ref <script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} {% raw %}",
    "\u202egnp.exe\u202c",
]
KNOWN, UNTESTED = controls.criteria()


def control(id_: str, met: int = 3, exception: int = 1, undetermined: int = 1, **changes: Any) -> ControlResult:
    """Return the books of one control that stands in queries/controls/."""
    header = next(file for file in controls.catalogue() if file.id == id_).header
    one = ControlResult(
        id=id_,
        title=header["title"],
        question=header["question"],
        testable=True,
        not_testable_because="",
        suspended_because="",
        population=met + exception + undetermined,
        met=met,
        exception=exception,
        undetermined=undetermined,
        out_of_scope=0,
        reasons={"no_check": exception, "precision": undetermined},
        reasons_by_outcome={"exception": {"no_check": exception}, "undetermined": {"precision": undetermined}},
        criteria=[KNOWN[one] for one in header["criteria"]],
        effect=header["effect"],
        cannot_see=header["cannot_see"],
        sha256="0" * 64,
    )
    return replace(one, **changes)


def audit(case_count: int = 6, **changes: Any) -> Audit:
    """Return an audit of a month with every control, each case with a text that is not to be trusted."""
    time = RecordedTime(
        label="Released",
        text=NASTY[0],
        earliest="2026-10-06 14:00:00.000000Z",
        latest="2026-10-06 14:00:59.999999Z",
        doubt="to the minute",
    )
    cases = [
        Case(
            control="vetted_before_release",
            item=f"SECRET-{number}",
            case_id=f"AAAA-BBBB-{number:04d}",
            outcome="exception" if number % 2 else "undetermined",
            reason="no_check",
            sentence=NASTY[number % len(NASTY)],
            settles="" if number % 2 else "A time to the second.",
            witnesses=[SourceRef(log="bookings", file=NASTY[number % len(NASTY)] + ".csv", line=number + 2)],
            times=[time],
        )
        for number in range(case_count)
    ]
    books = [control(file.id) for file in controls.catalogue()]
    leg = LegResult(
        id="links_resolve",
        title="Every check and notice belongs to a stay on record",
        state="fails",
        required=True,
        one_of=False,
        tested_count=10,
        contradiction_count=1,
        says=NASTY[1],
        cannot_exclude="A wrong link.",
        look="Look it up.",
        detail={},
    )
    made = Audit(
        agency="Sheriff's Office of *Example* #County",
        timezone="America/New_York",
        period=Period(label="2026-10", first="2026-10-01", last="2026-10-31"),
        edition=2,
        version="0.0.0",
        digest="f" * 64,
        claim=Claim(state="exceptions", sentence=claim._found(books[0], 5), because=[NASTY[2]]),
        controls=books,
        legs=[leg],
        measures={},
        inputs=[
            DeliveryAccount(
                log="checks",
                file="checks.csv",
                sha256="e" * 64,
                received=3,
                accepted=2,
                quarantined=1,
                folded=0,
                not_this_log=0,
                repeated_delivery=False,
            )
        ],
        corrections=[],
        changes=[],
        cases=cases,
        untested=UNTESTED,
        settings=[Setting(name="Who is in scope", value=NASTY[1])],
    )
    return replace(made, **changes)
