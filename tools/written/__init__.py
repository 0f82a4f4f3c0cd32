"""Write the pages under docs/ that are made from the program (`make docs`); a test fails when one is stale."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tools.written import attacks, commands, controls, dictionary, output_schema, policy_schema
from tools.written.replayed import replayed

DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands.page,
    "reference/controls.md": controls.page,
    "reference/data-dictionary.md": dictionary.page,
    "reference/output.schema.json": output_schema.page,
    "reference/policy.schema.json": policy_schema.page,
    "reviewer/hostile.md": attacks.page,
    **{
        path.relative_to(DOCS).as_posix(): partial(replayed, path.relative_to(DOCS).as_posix())
        for path in sorted(DOCS.rglob("*.md"))
        if "\n```console" in path.read_text(encoding="utf-8")
    },
}
