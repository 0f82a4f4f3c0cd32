"""Where queries/ and report_templates/ lie, in a wheel and in a checkout."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir(kind: str) -> Path:
    """Return the folder of `kind` ("queries" or "report_templates"): the wheel's own first, then the checkout's."""
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / kind).is_dir():
            return base / kind
    raise FileNotFoundError(kind)
