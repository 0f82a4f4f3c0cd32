"""The exports of one small county, as tables that a test may change or as files that it puts in their place."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

PLAIN = "%Y-%m-%d %H:%M"
CORE = ("bookings", "checks", "notifications")
Rows = list[list[str]]


def as_csv(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@dataclass
class County:
    """The exports of one county: tables that a case may change, or files that it puts in their place."""

    late: bool = False
    form: str = PLAIN
    exported_at: str = ""
    tables: dict[str, Rows] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes, int]] = field(default_factory=dict)  # name: log, content, rows

    def __post_init__(self) -> None:
        """Write down twenty stays, a check of each, and one notice."""
        bookings = [["booking_id", "person_id", "facility_id", "booked_at", "commitment", "sequence_no"]]
        bookings[0] += ["release_authorized_at", "released_at", "release_reason"]
        checks = [["check_id", "booking_id", "result", "requested_at", "completed_at", "officer_id"]]
        for n in range(1, 21):
            asked, done = ((15, 0), (16, 5)) if self.late and n == 7 else ((9, 0), (9, 30))
            booking = [f"B{n:03}", f"P{n:03}", "MAIN", self.at(n, 8), "criminal_court", str(n)]
            bookings.append([*booking, self.at(n, 13), self.at(n, 14, 5), "bail"])
            result = "wanted" if n == 5 else "clear"
            checks.append([f"C{n:03}", f"B{n:03}", result, self.at(n, *asked), self.at(n, *done), "O1"])
        notices = [["notification_id", "booking_id", "sent_at", "check_id"], ["N5", "B005", self.at(5, 9, 40), "C005"]]
        self.tables = {"bookings": bookings, "checks": checks, "notifications": notices}
        self.settings = dict.fromkeys(CORE, "" if self.form == PLAIN else f'timestamp_format = "{self.form}"')

    def at(self, day: int, hour: int, minute: int = 0) -> str:
        return (datetime(2026, 10, day) + timedelta(hours=hour, minutes=minute)).strftime(self.form)

    def cell(self, log: str, key: str, column: str, text: str) -> "County":
        """Write another text into one cell."""
        table = self.tables[log]
        next(row for row in table if row[0] == key)[table[0].index(column)] = text
        return self

    def column(self, log: str, name: str, text: str = "") -> "County":
        """Add a column with the same text in each row."""
        for place, row in enumerate(self.tables[log]):
            row.append(text if place else name)
        return self

    def put(self, log: str, name: str, content: str | bytes, rows: int = 20) -> "County":
        """Deliver this file of a log, in place of its table."""
        self.files[name] = (log, content.encode() if isinstance(content, str) else content, rows)
        return self

    def records(self, log: str) -> list[dict[str, object]]:
        head, *rows = self.tables[log]
        return [dict(zip(head, row, strict=True)) for row in rows]

    def write(self, folder: Path) -> None:
        """Write the folder: policy, exports, manifest."""
        (folder / "inbox").mkdir(parents=True)
        put = {log for log, _, _ in self.files.values()}
        for log in CORE:
            if log not in put:
                self.put(log, f"{log}.csv", as_csv(self.tables[log]), len(self.tables[log]) - 1)
        manifest = [["log", "file", "covers_from", "covers_to", "rows", "sha256", "exported_at"]]
        for name, (log, content, rows) in self.files.items():
            (folder / "inbox" / name).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            manifest.append([log, name, "2026-10-01", "2026-10-31", str(rows), digest, self.exported_at])
        (folder / "inbox" / "deliveries.csv").write_text(as_csv(manifest), encoding="utf-8")
        policy = '[agency]\nname = "Example County"\ntimezone = "America/New_York"\n'
        for log in (*CORE, "deliveries"):
            files = "" if "files =" in self.settings.get(log, "") else f'files = "{log}*"\n'
            policy += f"\n[logs.{log}]\n{files}{self.settings.get(log, '')}\n"
        (folder / "policy.toml").write_text(policy, encoding="utf-8")
