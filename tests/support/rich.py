"""A small jail with every log and most kinds of trouble, drawn from a seed: for tests that compare two runs."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.support.jail import Jail

Logs = dict[str, list[list[str]]]
PERIOD = "2026-10-01..2026-11-15"
POLICY = """
[systems.jms]
clock_error = "60s"
[systems.vet]
clock_error = "90s"
[limits]
refresher_every = "24mo"
[[regimes]]
name = "Ban"
from = 2026-10-20
forbids = ["check", "ice_hold"]
status = "contested"
[[regimes]]
name = "Order"
from = 2026-11-01
to = 2026-11-03
forbids = ["notification", "check"]
status = "in force"
"""
SYSTEMS = {"bookings": "jms", "movements": "jms", "checks": "vet", "notifications": "vet"}
HEADS = {
    "bookings": "booking_id person_id facility_id booked_at commitment committed_at sequence_no void "
    "release_authorized_at released_at release_reason recorded_at",
    "checks": "check_id booking_id result requested_at completed_at officer_id recorded_at",
    "notifications": "notification_id booking_id sent_at check_id recorded_at",
    "holds": "hold_id booking_id kind placed_at lifted_at served_at",
    "movements": "booking_id out_at in_at reason",
    "claims": "claim_id booking_id raised_at reported_at",
    "interviews": "interview_id booking_id officer_id held_at interpreter_question",
    "complaints": "complaint_id received_at forwarded_at",
    "authorizations": "officer_id authorized_from authorized_to revoked_on",
    "training": "officer_id course completed_on exam_passed",
    "census": "facility_id counted_at headcount",
    "daily_record": "booking_id entered_on discharged_on",
}
_RESULTS = ("clear", "wanted", "wanted", "no_record", "undetermined", "acknowledged", "pending", "CLR")
_REASONS = ("bail", "bail", "recognizance", "to_ice", "to_ice", "to_ice", "transfer", "")
_KINDS = ("judicial_warrant", "ice_detainer", "ice_detainer", "ice_warrant", "ice_warrant", "other_agency", "sentence")
_NEAR = (-75, -61, -60, -59, -16, -15, -14, -2, -1, 0, 0, 1, 2, 14, 15, 16, 59, 60, 61, 240)  # minutes from a limit
_CLOCKS_GO_BACK = datetime(2026, 11, 1, 1, 30)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def draw(seed: int, stays: int = 140) -> Logs:
    """Return header and rows of every log; times crowd around the limits, and around the hour that comes twice."""
    rng = random.Random(seed)
    logs: Logs = {log: [head.split()] for log, head in HEADS.items()}

    def add(log: str, *cells: object) -> None:
        logs[log].append([_text(cell) if isinstance(cell, datetime) else str(cell or "") for cell in cells])

    def near(moment: datetime) -> datetime:
        return moment + timedelta(minutes=rng.choice(_NEAR))

    def sometimes(moment: datetime, share: float = 0.85) -> datetime | str:
        return moment if rng.random() < share else ""

    _draw_officers(add)
    for n in range(1, stays + 1):
        stay, facility = f"B{n:03d}", rng.choice(("ANNEX", "MAIN"))
        released = datetime(2026, 10, 3, 6) + timedelta(minutes=rng.randrange(40 * 1440))
        if rng.random() < 0.15:
            released = near(_CLOCKS_GO_BACK)
        booked = released - timedelta(hours=rng.choice((8, 30, 70)))
        authorized = near(released - timedelta(hours=4))
        commitment = rng.choice(("criminal_court",) * 6 + ("civil",))
        committed, reason = booked + timedelta(minutes=45), rng.choice(_REASONS)
        void = "yes" if rng.random() < 0.05 else ""
        out = sometimes(released, 0.95)
        times = (sometimes(committed), n, void, sometimes(authorized), out, reason if out else "", near(booked))
        add("bookings", stay, f"P{n % 50}", facility, booked, commitment, *times)
        add("daily_record", stay, booked.date(), released.date())
        for k in range(rng.choice((0, 1, 1, 1, 2, 3))):
            done = rng.choice((near(released), near(committed), committed + timedelta(hours=2)))
            check, officer, end = f"C{n:03d}{k}", rng.choice(("O1", "O2", "O3", "O4", "O5", "O6", "")), sometimes(done)
            written = sometimes(near(released) if rng.random() < 0.3 else done)
            result = rng.choice(_RESULTS)
            add("checks", check, stay, result, sometimes(done - timedelta(hours=1)), end, officer, written)
            if result == "wanted" and rng.random() < 0.8:
                sent = near(rng.choice((released, done)))
                text = "soon" if rng.random() < 0.05 else _text(sent)
                add("notifications", f"N{n:03d}{k}", stay, text, check, sent)
        for k in range(rng.choice((0, 0, 1, 1, 2))):
            placed = rng.choice((near(released), near(authorized), booked))
            kind, lifted = rng.choice(_KINDS), sometimes(near(released), 0.5)
            add("holds", f"H{n:03d}{k}", stay, kind, placed, lifted, sometimes(near(released), 0.2))
        if rng.random() < 0.15:
            went = near(authorized)
            add("movements", stay, went, sometimes(went + timedelta(minutes=20)), "court")
        if rng.random() < 0.4:
            add("claims", f"L{n:03d}", stay, booked, sometimes(near(booked + timedelta(hours=1))))
            add("interviews", f"I{n:03d}", stay, "O1", committed, rng.choice(("", "asked")))
            add("complaints", f"M{n:03d}", booked, sometimes(near(booked + timedelta(hours=rng.choice((48, 96))))))
    for n, done in ((998, datetime(2026, 11, 14, 9)), (999, datetime(2026, 10, 9, 9))):
        add("checks", f"C{n}", f"B{n}", "clear", "", done, "O1", "")
    for facility in ("ANNEX", "MAIN"):
        for day in range(45):
            add("census", facility, datetime(2026, 10, 1, 7) + timedelta(days=day), 5 + day % 3)
    return logs


def _draw_officers(add: Callable[..., None]) -> None:
    for officer, *letter in (
        ("O1", "2025-01-01", "", ""),
        ("O2", "2025-01-01", "2026-10-20", ""),
        ("O2", "2026-10-21", "", ""),
        ("O3", "2025-01-01", "", "2026-10-20"),
        ("O4", "2026-10-25", "", ""),
        ("O5", "soon", "", ""),
    ):
        add("authorizations", officer, *letter)
    for officer, *course in (
        ("O1", "basic", "2025-06-01", "true"),
        ("O2", "basic", "2023-06-01", "true"),
        ("O2", "refresher", "2024-10-20", ""),
        ("O3", "basic", "2025-06-01", ""),
        ("O4", "basic", "2026-10-20", "true"),
        ("O5", "basic", "2025-06-01", "false"),
        ("O6", "basic", "then", "true"),
        ("O6", "basic", "2026-10-20", "true"),
    ):
        add("training", officer, *course)


def deliver(jail: Jail, logs: Logs, files: Callable[[str, int], str] = lambda log, n: f"{log}.csv") -> Jail:
    """Put the logs into a jail's inbox; `files` says into which file each row goes."""
    for log, (head, *rows) in logs.items():
        parts: dict[str, list[list[str]]] = {}
        for n, row in enumerate(rows):
            parts.setdefault(files(log, n), [head]).append(row)
        for file, table in parts.items():
            jail.deliver(log, "\n".join("|".join(row) for row in table), file)
        if log in SYSTEMS:
            jail.log_settings[log] = f'system = "{SYSTEMS[log]}"'
    jail.manifest("2026-10-03", "2026-11-12", but=("authorizations", "training"))
    return jail
