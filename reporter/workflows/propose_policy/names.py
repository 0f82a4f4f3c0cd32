"""Names and codes as they are compared, and as they are written into a policy."""

import json
import re
from collections.abc import Sequence


def plainly(name: str) -> str:
    """Return a name or code for comparing: lower case, letters and digits only."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def quoted(text: str) -> str:
    """Write text as a TOML string, fit for a comment too: no character of it breaks the line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(names: Sequence[str]) -> str:
    """Write names in a row."""
    return ", ".join(quoted(name) for name in names) or "none"


def key(name: str) -> str:
    """Write a name as a key of TOML: bare where it may be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)
