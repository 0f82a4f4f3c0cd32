"""Harm to a random jail: bytes lost or put in on the way, or a policy in which a line is missing or wrong."""

import random
from dataclasses import replace

from reporter.config.log_schemas import schemas
from tests.support.random_layouts.made import Jail

# What no reader can miss when it is gone. Without `only`, a row of another log may well look like one of this, and
# without `footer` so may a total of which fill_down fills the blank cells; without `empty` its word is a text as any.
_MISSING = (
    *("header", "footer", "sheet", "record", "widths", "delimiter"),
    *("timestamp_format", "offsets", "empty", "values", "decimal"),
)


def harmed(seed: int) -> random.Random:
    """Return the chance by which a jail is harmed: apart from the one that made it."""
    return random.Random(f"harm {seed}")


def damage(rng: random.Random, made: Jail) -> str | None:
    """Cut a file, or put a sign into it; return its name, or None where none is fit for it."""
    fit = [
        name
        for name in sorted(made.inbox)
        if not any({"fill_down", "snapshots", "one_row_per"} & {*one} for one in _layouts(made, made.inbox[name].log))
    ]
    if not fit:
        return None
    name = rng.choice(fit)
    data = made.inbox[name].data
    at = rng.randrange(len(data))
    way = rng.choice(("cut", "cut", "quote", "nul", "delimiter", "line", "byte"))
    if name.endswith(".parquet"):  # nothing in it tells that a byte was changed
        way = "cut"
    put = {"quote": b'"', "nul": b"\0", "delimiter": b"|", "line": b"\n", "byte": bytes([rng.randrange(256)])}
    changed = data[:at] if way == "cut" else data[:at] + put[way] + data[at:]
    made.inbox[name] = replace(made.inbox[name], data=changed)
    return name


def spoil(rng: random.Random, made: Jail) -> str | None:
    """Take a line out of the policy, or name a column wrongly; return the log, or None."""
    log = rng.choice(sorted(made.logs))
    layout = rng.choice(_layouts(made, log))
    keys = [key for key in _MISSING if key in layout and not (key == "footer" and "fill_down" in layout)]
    if any(schemas()[log].kind(column) in ("text", "id") for column in layout.get("empty", ())):  # type: ignore[attr-defined]
        keys.remove("empty")
    if not keys or rng.random() < 0.2:
        columns = dict(layout["columns"])  # type: ignore[call-overload]
        wrong = [column for column, theirs in columns.items() if isinstance(theirs, str)]
        if not wrong or "record" in layout:
            return None
        column = rng.choice(wrong)
        layout["columns"] = columns | {column: f"{columns[column]}Q"}
    else:
        del layout[rng.choice(keys)]
    return log


def _layouts(made: Jail, log: str) -> list[dict[str, object]]:
    settings = made.logs[log]
    return list(settings.get("layouts", [settings]))  # type: ignore[call-overload]
