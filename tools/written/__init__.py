"""The pages under docs/ that are made from the program: `make docs` writes them, a test fails when one is stale."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tools.written import commands, controls, dictionary, policy_schema
from tools.written.replayed import replayed

DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "controls.md": controls.page,
    "data-dictionary.md": dictionary.page,
    "policy.schema.json": policy_schema.page,
    **{
        path.name: partial(replayed, path.name)
        for path in sorted(DOCS.glob("*.md"))
        if "\n```console" in path.read_text(encoding="utf-8")
    },
}
