"""Write docs/reference/data-dictionary.md from queries/logs.toml."""

from collections.abc import Iterator

from reporter.config.log_schemas import LogSchema, code_lists, schemas

KINDS = {
    "id": "an id, kept as text",
    "text": "text",
    "time": "a time",
    "day": "a day",
    "flag": "yes or no",
    "number": "a whole number",
}
CLASSES = {
    "STATE_ONLY": "for the county and for state reviewers",
    "MOA_DERIVED": "derived from the agreement with ICE: in the public edition only with a recorded clearance",
    "CJI": "criminal justice information",
}


def _log(log: LogSchema) -> Iterator[str]:
    core = " One of the three logs that the headline rests on." if log.core else ""
    yield from (f"## `{log.name}`", "", f"{log.says}{core}", "")
    yield f"- **Key**: {', '.join(f'`{one}`' for one in log.key)}. A later delivery with the same key corrects the row."
    yield f"- **Its time**: {' or else '.join(f'`{one}`' for one in log.moment)}, which says what a log covers."
    yield f"- **Class**: `{log.provenance}`, {CLASSES[log.provenance]}."
    yield from ("", "| column | must be filled | kind | what it means |", "|---|---|---|---|")
    for name, words in log.columns.items():
        kind = log.kind(name)
        shown = f"one of the codes of [`{kind[5:]}`](#codes)" if kind.startswith("code:") else KINDS[kind]
        yield f"| `{name}` | {'yes' if words.endswith(' required') else ''} | {shown} | {log.means[name]} |"
    yield ""


def page() -> str:
    """Return docs/reference/data-dictionary.md."""
    lines = [
        "# Data dictionary",
        "",
        "Made by `make docs` from `queries/logs.toml`; a test fails when it is stale.",
        "",
        "These are the logs and columns that the reporter knows. Your system calls them otherwise: `policy.toml` says "
        "what each is called there (`columns`), what your codes mean (`values`) and what is the same in every row "
        "(`constants`). A row whose required column is empty, or whose code the policy does not name, is quarantined "
        "with its reason; it is never guessed. An empty cell of another column is no fault: what rests on it is "
        "undetermined.",
        "",
    ]
    for log in schemas().values():
        lines += _log(log)
    lines += ["## Codes", ""]
    lines += [f"- **`{name}`**: {', '.join(f'`{one}`' for one in codes)}" for name, codes in code_lists().items()]
    return "\n".join(lines) + "\n"
