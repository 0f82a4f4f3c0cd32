"""Random counties, small and full of trouble: ties, corrections, doubtful hours, gaps. A seed gives one county."""

import csv
import hashlib
import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from reporter import warehouse
from reporter.audit import controls, expectations, views
from reporter.config import policy
from reporter.config.log_schemas import schemas
from reporter.config.period import period
from reporter.evidence import pack, verify
from reporter.ingest import joined_rows, load_files
from reporter.warehouse import query_files
from tests.support import random_more
from tests.support.jail import POLICY

Verdicts = dict[tuple[str, str], tuple[str, str]]
Row = dict[str, str]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = {"notify_within": ("0s", "2m", "15m"), "release_within": ("5m", "1h", "4h"), "claim_within": ("10m", "1h")}
LEG, NOTHING_TO_TEST = "test of the records", ("nothing to test", "")
OTHERS = ("judicial_warrant", "other_agency", "sentence")
ICE = ("ice_detainer", "ice_warrant")
TIMES = {
    "bookings": ("booked_at", "release_authorized_at", "released_at"),
    "checks": ("requested_at", "completed_at", "recorded_at"),
    "notifications": ("sent_at",),
    "holds": ("placed_at", "lifted_at", "served_at"),
    "movements": ("out_at", "in_at"),
    "claims": ("raised_at", "reported_at"),
    "complaints": ("received_at", "forwarded_at"),
    "interviews": ("held_at",),
}


@dataclass(frozen=True)
class County:
    """The rows to deliver, a file a (log, number), and the policy and period to judge them by."""

    files: dict[tuple[str, int], list[Row]]
    policy: str
    days: str

    def only(self, name: str) -> "County":
        """Keep the rows of one stay, whatever names no stay, and the checks' officers' rows."""
        ids = {name, *(row["booking_id"] for rows in self.files.values() for row in rows if name in row.values())}
        kept = {
            key: [row for row in rows if "booking_id" not in row or ids & {*row.values()}]
            for key, rows in self.files.items()
        }
        return replace(self, files={key: rows for key, rows in kept.items() if rows or key[1] == 1})

    def shown(self) -> str:
        """Give the county as text."""
        parts = [self.policy, f"period {self.days}"]
        for (log, number), rows in sorted(self.files.items()):
            parts += [f"{log}{number}.csv", *("  " + repr({k: v for k, v in row.items() if v}) for row in rows)]
        return "\n".join(parts)


class Maker:
    """Draws one county."""

    def __init__(self, seed: int, stays: int) -> None:
        self.draw = random.Random(seed)
        self.stays = stays
        self.day, self.days = self.draw.choice(
            [
                (datetime(2026, 11, 1), "2026-11"),
                (datetime(2026, 11, 1), "2026-10-20..2026-11-01"),
                (datetime(2026, 3, 8), "2026-03"),
                (datetime(2026, 10, 14), "2026-10"),
                (datetime(2026, 2, 27), "2026-Q1"),
            ]
        )
        self.release = self.draw.choice(LIMITS["release_within"])
        self.notify = self.draw.choice(LIMITS["notify_within"])
        self.files: dict[tuple[str, int], list[Row]] = {}
        self.officers = [f"O{n}" for n in range(12)]
        self.seconds = self.draw.random() < 0.3
        self.whole_minutes = {"0s": 0, "2m": 2, "15m": 15, "5m": 5, "1h": 60, "4h": 240}

    def one(self, *values: object) -> object:
        return self.draw.choice(values)

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def near(self, *minutes: float) -> timedelta:
        """Give one of these distances, at times some seconds off."""
        return self.draw.choice(minutes) * MINUTE + timedelta(seconds=self.draw.choice((0, 0, 0, 1, 30, 59)))

    def text(self, at: datetime | None, plain: float = 0.85) -> str:
        """Write a time as one clerk or another would."""
        if at is None:
            return ""
        if self.chance(plain):
            return at.strftime("%Y-%m-%d %H:%M:%S" if self.seconds and self.chance(0.7) else "%Y-%m-%d %H:%M")
        shape = self.draw.choice(("%Y-%m-%d", "%Y-%m-%d %H", "%Y-%m-%dT%H:%M:%S", "-05:00", "-0400", "Z", ".25"))
        if shape == ".25":
            return at.strftime("%Y-%m-%d %H:%M:%S.25")
        if shape in ("-05:00", "-0400"):
            return at.strftime("%Y-%m-%dT%H:%M") + shape
        return (at + 4 * HOUR).strftime("%Y-%m-%dT%H:%MZ") if shape == "Z" else at.strftime(shape)

    def put(self, log: str, **row: str) -> None:
        """Deliver a row, at times in the second file, at times once more with a change."""
        number = 1 if self.chance(0.9) else 2
        self.files.setdefault((log, number), []).append(row)
        if number == 1 and self.chance(0.04):
            other = dict(self.draw.choice(self.files[log, 1]))
            key = schemas()[log].key
            again = {**other, **{name: row[name] for name in key}}
            if "booking_id" in row:
                again["booking_id"] = row["booking_id"]
            self.files.setdefault((log, self.draw.choice((1, 2, 2))), []).append(again)

    def anchor(self) -> datetime:
        """Give a moment about which a stay's times lie: often in or beside a doubtful hour."""
        if self.chance(0.4):
            return self.day + self.draw.randrange(50, 190) * MINUTE
        start = self.day + self.draw.randrange(-2, 7) * DAY
        return start + self.draw.choice((0, 1, 599, 600, 601, 1438, 1439, self.draw.randrange(1440))) * MINUTE

    def county(self) -> County:
        """Draw everything."""
        for n in range(self.stays):
            self.stay(f"B{n}")
        for officer in self.officers:
            self.officer(officer)
        for n in range(self.stays // 8):
            self.others(n)
        self.manifest()
        return County(self.files, self.rules(), self.days)

    def stay(self, name: str) -> None:
        """One stay with all that belongs to it."""
        out, draw = self.anchor(), self.draw
        booked = out - self.near(0, 1, 2, 60, 600, 1440, 3000)
        limit = self.whole_minutes[self.release]
        authorized = out - self.near(limit - 1, limit, limit, limit + 1, limit + 2, limit + 30, 0, -1, limit + 300)
        authorized = None if self.chance(0.1) else authorized
        row = {
            "booking_id": name,
            "person_id": f"P{draw.randrange(self.stays)}",
            "facility_id": "MAIN",
            "booked_at": self.text(booked),
            "commitment": draw.choice(("criminal_court",) * 6 + ("arrest", "civil")),
            "committed_at": self.text(out + self.near(-60, -2, -1, 0, 1) if self.chance(0.6) else None),
            "void": draw.choice(("",) * 30 + ("true", "no")),
            "release_authorized_at": self.text(authorized),
            "released_at": self.text(None if self.chance(0.05) else out),
            "release_reason": draw.choice(("bail", "bail", "dismissed", "to_ice", "to_ice", "", "transfer", "death")),
        }
        if self.chance(0.02):
            row["commitment"] = "nonsense"
        self.put("bookings", **row)
        hit = out
        for n in range(draw.choice((0, 1, 1, 1, 2, 3))):
            hit = self.check(name, n, out)
        for n in range(draw.choice((0, 0, 1, 1, 2))):
            limit = self.whole_minutes[self.notify]
            sent = draw.choice(
                (hit + self.near(limit - 1, limit, limit + 1, 0, 1, 300), out + self.near(-30, -1, 0, 1))
            )
            text = "soon" if self.chance(0.03) else self.text(sent)
            self.put("notifications", notification_id=f"N{name}-{n}", booking_id=name, sent_at=text, check_id="")
        self.holds(name, out, authorized or booked)
        for n in range(draw.choice((0, 0, 0, 1, 2))):
            gone = out - self.near(-1, 0, 1, 10, limit, 600) - n * MINUTE
            back = draw.choice((None, gone + self.near(0, 1, 10)))
            self.put("movements", booking_id=name, out_at=self.text(gone), in_at=self.text(back), reason="court")

    def check(self, name: str, n: int, out: datetime) -> datetime:
        """One check of a stay; return when it was completed."""
        draw = self.draw
        done = out + self.near(-90, -2, -1, -1, 0, 0, 1, 2, 60, -1440)
        asked = done - self.near(0, 1, 5, 60)
        ended = not self.chance(0.15)
        written = done + self.near(0, 1, 2, 10, 1440)
        row = {
            "check_id": f"C{name}-{n}",
            "booking_id": "B-unknown" if self.chance(0.02) else name,
            "result": draw.choice(("clear", "clear", "wanted", "wanted", "no_record", "pending", "error")),
            "requested_at": self.text(asked if not ended or self.chance(0.8) else None),
            "completed_at": self.text(done if ended else None),
            "officer_id": "" if self.chance(0.04) else draw.choice(self.officers),
            "recorded_at": self.text(written if self.chance(0.75) else None),
        }
        if self.chance(0.03):
            row["requested_at"] = ""
        if self.chance(0.02):
            row["result"] = "maybe"
        if self.chance(0.01):
            row["officer_id"] += "\0"  # one cell too many, see `write`
        self.put("checks", **row)
        return done

    def holds(self, name: str, out: datetime, begun: datetime) -> None:
        """The holds of a stay, which may relay each other."""
        limit = self.whole_minutes[self.release]
        ends = begun + limit * MINUTE
        for n in range(self.draw.choice((0, 0, 0, 1, 1, 2, 3))):
            placed = self.draw.choice((begun, ends, ends, ends - HOUR, out, out - 70 * MINUTE)) + self.near(-1, 0, 1)
            lifted = self.draw.choice((None, None, out + self.near(-1, 0, 1, 60), ends + self.near(0, 5)))
            kind = "unheard_of" if self.chance(0.02) else self.draw.choice((*OTHERS, *OTHERS, *ICE, *ICE))
            served = out + self.near(-1, 0, 61) if kind in ICE and self.chance(0.3) else None
            times = {"placed_at": self.text(placed), "lifted_at": self.text(lifted), "served_at": self.text(served)}
            self.put("holds", hold_id=f"H{name}-{n}", booking_id=name, kind=kind, **times)
            ends = lifted or ends

    def officer(self, name: str) -> None:
        """An officer's authorizations and courses, of which some end, follow each other, or are revoked."""
        draw, last = self.draw, self.day - 3 * DAY
        for _ in range(draw.choice((0, 1, 1, 2, 3))):
            ends = last + draw.choice((0, 1, 2, 3, 5)) * DAY
            revoked = draw.choice((None, None, ends, self.day, last))
            row = {"authorized_from": f"{last:%Y-%m-%d}", "authorized_to": f"{ends:%Y-%m-%d}", "revoked_on": ""}
            row["authorized_to"] = "" if self.chance(0.25) else row["authorized_to"]
            row["revoked_on"] = f"{revoked:%Y-%m-%d}" if revoked else ""
            row["authorized_from"] = "whenever" if self.chance(0.06) else row["authorized_from"]
            self.put("authorizations", officer_id=name + ("\0" if self.chance(0.05) else ""), **row)
            last = ends + draw.choice((0, 1, 1, 2)) * DAY
        for _ in range(draw.choice((0, 1, 2, 3))):
            on = draw.choice((self.day, self.day - DAY, self.day - 731 * DAY, self.day - 730 * DAY, self.day + 2 * DAY))
            on = datetime(2026, 2, 28) if self.chance(0.1) else on + draw.choice((0, 1, -1)) * DAY
            exam = draw.choice(("true", "true", "false", "")) if not self.chance(0.04) else "perhaps"
            course = draw.choice(("basic", "basic", "refresher"))
            self.put("training", officer_id=name, course=course, completed_on=f"{on:%Y-%m-%d}", exam_passed=exam)

    def others(self, n: int) -> None:
        """A claim, a complaint and an interview, of no stay in particular."""
        at = self.anchor()
        told = at + self.near(9, 10, 11, 59, 60, 61) if self.chance(0.8) else None
        self.put("claims", claim_id=f"K{n}", booking_id=f"B{n}", raised_at=self.text(at), reported_at=self.text(told))
        at = self.anchor()
        sent = at + self.draw.choice((2, 2, 3, 4)) * DAY + self.near(-1, 0, 0, 1, 60) if self.chance(0.8) else None
        self.put("complaints", complaint_id=f"Q{n}", received_at=self.text(at), forwarded_at=self.text(sent))
        asked = self.draw.choice(("asked, no", "", "yes"))
        held = self.text(self.anchor())
        self.put("interviews", interview_id=f"I{n}", booking_id=f"B{n}", held_at=held, interpreter_question=asked)

    def manifest(self) -> None:
        """Rows of the manifest: whole, with a gap about the day, for a file that never came, or none."""
        if self.chance(0.2):
            return
        logs = sorted({log for log, _ in self.files})
        for log in [one for one in logs if not self.chance(0.12)]:
            gap = self.day + self.draw.choice((0, 60, 90, 120, 600, -1000)) * MINUTE
            spans = [(self.day - 40 * DAY, self.day + 60 * DAY)]
            if self.chance(0.5):
                spans = [(self.day - 40 * DAY, gap), (gap + self.draw.choice((1, 2, 60)) * MINUTE, self.day + 60 * DAY)]
            for number, (first, last) in enumerate(spans, 1):
                file = f"{log}{number}.csv" if self.chance(0.95) else "never.csv"
                span = {"covers_from": f"{first:%Y-%m-%d %H:%M}", "covers_to": f"{last:%Y-%m-%d %H:%M}"}
                count = len(self.files.get((log, number), ())) + self.chance(0.03)  # else it covers nothing
                self.files.setdefault(("deliveries", 1), []).append(
                    {"log": log, "file": file, "rows": f"{count}", **span}
                )

    def rules(self) -> str:
        """The rest of the policy."""
        draw = self.draw
        logs = ""
        for log in sorted({log for log, _ in self.files}):
            logs += f'\n[logs.{log}]\nfiles = "{log}*.csv"\n'
            logs += f'system = "{draw.choice(("jms", "jms", "cbs", "fax"))}"\n'
            if log not in ("authorizations", "training") and self.chance(0.06):
                logs += f'precision = "{draw.choice(("minute", "hour"))}"\n'
        errors = "".join(
            f'\n[systems.{name}]\nclock_error = "{draw.choice(("0s", "30s", "60s", "90s"))}"\n'
            for name in ("jms", "cbs", "fax")
        )
        scope = draw.choice(('["criminal_court"]', '["criminal_court", "arrest"]'))
        flag = [draw.choice(("true", "false")), draw.choice(("true", "false", "false"))]
        regimes = ""
        for n in range(draw.choice((0, 1, 2))):
            ends = f"to = {self.day + DAY:%Y-%m-%d}\n" if self.chance(0.5) else ""
            kinds = draw.choice(('["check"]', '["notification", "ice_hold"]', '["check", "ice_hold"]'))
            regimes += (
                f'\n[[regimes]]\nname = "Rule {n}"\nfrom = {self.day - n * DAY:%Y-%m-%d}\n{ends}forbids = {kinds}\n'
            )
            regimes += 'status = "contested"\ncitation = "none"\n'
        return (
            f"{POLICY}\n[scope]\ncommitments = {scope}\ncheck_after_commitment = {flag[0]}\n"
            f"\n[vetting]\nrequire_authorized_officer = {flag[1]}\n"
            f'\n[limits]\nnotify_within = "{self.notify}"\nrelease_within = "{self.release}"\n'
            f'claim_within = "{draw.choice(LIMITS["claim_within"])}"\n'
            f'refresher_every = "{draw.choice(("none", "24mo", "12mo"))}"\n{errors}{regimes}{logs}'
        )


def plain_county(seed: int, stays: int) -> County:
    """Draw the county of a seed, without what `random_more` adds."""
    return between_moments(Maker(seed, stays).county(), random.Random(seed))


def county(seed: int, stays: int) -> County:
    """Draw the county of a seed."""
    maker = Maker(seed, stays)
    drawn = maker.county()
    files, rules = random_more.added(drawn.files, drawn.policy, maker.day, random.Random(f"{seed} more"))
    return between_moments(replace(drawn, files=files, policy=rules), random.Random(seed))


def between_moments(found: County, draw: random.Random) -> County:
    """Write some columns of a county as pairs of moments; where the pair is one time, the two are the same."""
    columns, files = dict[str, list[str]](), dict[tuple[str, int], list[Row]]()
    for log, names in TIMES.items():
        columns[log] = [name for name in names if draw.random() < 0.2]
        columns[log] = [name for name in columns[log] if f'{name} = "{name}"' not in found.policy]  # of joined files
    for (log, number), rows in found.files.items():
        files[log, number] = [dict(row) for row in rows]
        for row in files[log, number]:
            for name in columns.get(log, ()):
                text = row.pop(name, "")
                row[f"{name} from"], row[f"{name} to"] = text, later(text, draw)
    rules = found.policy
    for log, names in columns.items():
        if pairs := ", ".join(f'{name} = {{ after = "{name} from", by = "{name} to" }}' for name in names):
            rules = rules.replace(f'files = "{log}*.csv"\n', f'files = "{log}*.csv"\ncolumns = {{ {pairs} }}\n')
    return replace(found, files=files, policy=rules)


def later(text: str, draw: random.Random) -> str:
    """Give the second moment of a pair: the same, at times some later, seldom earlier or none."""
    apart = draw.choice((*(0,) * 6, 1, 1, 2, 30, 600, 1500, 3000, -1, None))
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M")
    except ValueError:
        return text
    return "" if apart is None else (at + apart * MINUTE).strftime("%Y-%m-%d %H:%M")


def write(county: County, folder: Path) -> None:
    """Write a county's folder: its policy and the files in its inbox."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "policy.toml").write_text(county.policy, encoding="utf-8")
    digests = dict[str, str]()
    for (log, number), rows in sorted(county.files.items(), key=lambda one: one[0][0] == "deliveries"):
        said = {name for one, _ in county.files for row in county.files[one, _] if one == log for name in row}
        columns = sorted(said or _columns(log, county.policy))
        with (folder / "inbox" / f"{log}{number}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for row in rows:
                cells = [row.get(name, "") for name in columns]
                if log == "deliveries":
                    cells = [_with_digest(cell, row["file"], digests) for cell in cells]
                ragged = any("\0" in cell for cell in cells)
                writer.writerow([cell.replace("\0", "") for cell in cells] + ["more"] * ragged)
        name = f"{log}{number}.csv"
        digests[name] = hashlib.sha256((folder / "inbox" / name).read_bytes()).hexdigest()


def _columns(log: str, rules: str) -> Iterator[str]:
    """Yield the columns of a log without a row, as the policy names them."""
    section = rules.partition(f"[logs.{log}]")[2].partition("\n\n")[0]
    for name in verify.COLUMNS[log]:
        yield from (f"{name} from", f"{name} to") if f'"{name} from"' in section else (name,)


def _with_digest(cell: str, file: str, digests: dict[str, str]) -> str:
    """Return a cell of the manifest, where it stands for the digest of the row's file, with that."""
    digest = digests.get(re.split(r"[/\\]", file)[-1], "f" * 64)
    return digest if cell == random_more.DIGEST else digest.upper() if cell == random_more.DIGEST.upper() else cell


def decided(folder: Path, days: str, flat: Path) -> Verdicts:
    """Take a county in, decide it with the engine, and leave a flat pack of its records for the verifier.

    Of each test of the records, under LEG, it returns how much contradicts it.
    """
    chosen = policy.load(folder / "policy.toml")
    load_files.ingest(folder, chosen, lambda words: None)
    found: Verdicts = {}
    with warehouse.open_read_only(folder) as connection:
        views.build(connection, chosen, period(days))
        export(connection, chosen, days, flat)
        for one in controls.run(connection, chosen, set(chosen.logs)):
            if one.testable:
                query = f"select item, outcome, reason from results.{one.id}"
                found |= {(one.id, row[0]): (row[1], row[2]) for row in warehouse.rows(connection, query)}
        given = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        found |= {(LEG, leg.id): of_leg(connection, leg, given) for leg in query_files.folder("expectations")}
    return found


def of_leg(connection: warehouse.Connection, leg: query_files.SqlFile, given: Collection[str]) -> tuple[str, str]:
    """Return whether a test of the records has something to test, and how much contradicts it there."""
    if not {*leg.header["needs"]} <= {*given} or not warehouse.one(connection, expectations.tested_query(leg)):
        return NOTHING_TO_TEST
    return "tested", f"{expectations.count_in_period(connection, leg.id)} contradict it"


def legs_verified(pack: verify.Pack) -> Verdicts:
    """Return for each test of the records the same, as verify.py finds it."""
    found = ((leg, is_tested, sum(1 for _ in spans)) for leg, is_tested, spans in pack.contradictions())
    return {(LEG, leg): ("tested", f"{count} contradict it") if some else NOTHING_TO_TEST for leg, some, count in found}


def export(connection: warehouse.Connection, chosen: policy.Policy, days: str, flat: Path) -> None:
    """Write the records as a pack has them, without what only seals it."""
    (flat / "records").mkdir(parents=True)
    (flat / "policy.toml").write_text(chosen.text, encoding="utf-8")
    span = period(days)
    (flat / "period.json").write_text(f'{{"label": "{days}", "from": "{span.first}", "to": "{span.last}"}}')
    tables = {one: query_files.filled(f"pack/{one}") for one in ("delivered", "quarantine")}
    tables |= {f"records/{log}": pack._records(connection, schemas()[log]) for log in chosen.logs}
    for log in chosen.logs:
        for half in joined_rows.tables_held(connection, log, "records").values():
            tables[f"records/{half}"] = pack._records(connection, schemas()[log], half)
    for name, query in tables.items():
        warehouse.write_plain_csv(connection, query, flat / f"{name}.csv")
