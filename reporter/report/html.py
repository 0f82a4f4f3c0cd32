"""Renders one edition's page from its context and nothing else; the only door to Jinja2."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.resources import data_dir
from reporter.text import signs_written_out

if TYPE_CHECKING:
    import jinja2


def render(audience: str, context: Any) -> str:
    """Render one edition's page from its context and nothing else."""
    import markupsafe

    folder = data_dir("report_templates")
    style = markupsafe.Markup(_faces(folder) + (folder / "style" / "report.css").read_text(encoding="utf-8"))  # noqa: S704
    text = (folder / "style" / "cases.js").read_text(encoding="utf-8")
    script = markupsafe.Markup(text)  # noqa: S704
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    def svg(picture: Any) -> markupsafe.Markup:
        """Let a picture that this program drew through as it is; nothing of a record is ever let through."""
        return markupsafe.Markup(picture.svg)  # noqa: S704

    page = _templates(folder).get_template(f"{audience}.html.j2")
    return page.render(page=context, style=style, svg=svg, script=script, script_hash=f"sha256-{digest}") + "\n"


@cache
def _templates(folder: Path) -> "jinja2.Environment":
    """Return the templates of a folder: each is compiled once a process, and again when its file has changed."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_written_out,
    )


def _written_out(value: Any) -> Any:
    """Write out each control sign in a text, and each that turns its direction: a name from outside may have them."""
    return signs_written_out(value) if type(value) is str else value


def _faces(folder: Path) -> str:
    """Return the style that carries the report's own font inside the page: it looks the same anywhere."""
    faces = []
    for style, weight in (("Regular", 400), ("Bold", 700)):
        font = base64.b64encode((folder / "fonts" / f"ReportSans-{style}.woff2").read_bytes()).decode()
        source = f'url("data:font/woff2;base64,{font}") format("woff2")'
        faces.append(f'@font-face {{ font-family: "Report Sans"; font-weight: {weight}; src: {source}; }}')
    return "\n".join(faces) + "\n"
