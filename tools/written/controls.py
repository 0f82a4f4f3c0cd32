"""Write docs/reference/controls.md from the controls, legs and criteria themselves."""

from collections.abc import Iterator

from reporter.audit import controls
from reporter.text import reason_sentence
from reporter.warehouse import query_files
from reporter.warehouse.query_files import SqlFile

PRINCIPLE = (
    "Each control decides each item of its population once. It is **met** only if true for every reading of the times, "
    "an **exception** only if false for every reading, and else **undetermined**. A missing record counts only where "
    "the log covers the whole time in question. Before it decides the county's records, each run decides a small jail "
    "with planted faults (`queries/selftest/planted.toml`) by the same queries; a fault not found stops the report."
)


def decides(file: SqlFile) -> Iterator[str]:
    """How a control decides: when it is met, an exception, out of scope, or in doubt and what would settle that."""
    yield f"- **Met**: {file.header['met']}"
    yield f"- **Exception**: {file.header['exception']}"
    if "'out_of_scope'" in file.sql:
        for reason in ("not_released", "commitment_out_of_scope"):
            if f"'{reason}'" in file.sql:
                yield f"- **Out of scope** (`{reason}`): {reason_sentence(reason)}"
    for reason, fact in file.header.get("settled_by", {}).items():
        yield f"- **Undetermined** (`{reason}`): {reason_sentence(reason)} What would settle it: {fact}"


def measured() -> Iterator[str]:
    """The measures, which have no outcome."""
    yield from ("## Measures", "", "Counts, times and rates without an outcome, each beside what is not known.", "")
    for file in query_files.folder("measures"):
        header = file.header
        yield from (f"### {header['title']} (`{file.id}`)", "", header["description"], "")
        yield f"- **Needs**: {', '.join(header['needs']) or 'any log'}"
        yield from (f"- **Cannot see**: {header['cannot_see']}", "", "```sql", file.sql, "```", "")


def page() -> str:
    """Return docs/reference/controls.md."""
    known, untested = controls.criteria()
    populations = {one.id: one for one in query_files.folder("populations")}
    lines = [
        "# Controls and completeness legs",
        "",
        "Made by `make docs` from `queries/`; a test fails when it is stale.",
        "",
        PRINCIPLE,
        "",
    ]
    for file in controls.catalogue():
        header = file.header
        lines += [f"## {header['title']} (`{file.id}`)", "", header["question"], ""]
        lines.append(f"- **Population**: {populations[header['population']].header['description']}")
        lines.append(f"- **Needs**: {', '.join(header['needs'])}")
        for one in header["criteria"]:
            rule = known[one]
            contested = " Contested." if rule.contested else ""
            lines.append(f"- **Criterion** ({rule.kind}): {rule.words}{contested} {rule.source}")
        lines += decides(file)
        lines.append(f"- **Effect**: {header['effect']}")
        lines.append(f"- **Cannot see**: {header['cannot_see']}")
        population = populations[header["population"]]
        lines += ["", "The control:", "", "```sql", file.sql, "```", ""]
        lines += ["Its population, counted apart:", "", "```sql", population.sql, "```", ""]
    lines += ["## Completeness legs", ""]
    for leg in query_files.folder("expectations"):
        header = leg.header
        lines.append(
            f"- **{header['title']}** (`{leg.id}`): {header['description']} Cannot exclude: {header['cannot_exclude']}"
        )
    lines += ["", *measured()]
    lines += ["## What the logs cannot test", ""]
    lines += [f"- {one.clause} {one.why} ({one.source})" for one in untested]
    return "\n".join(lines) + "\n"
