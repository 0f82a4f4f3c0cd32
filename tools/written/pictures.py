"""Take the README's pictures from the demonstration county: `make pictures`. Not compared: a browser draws them."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from reporter.cli import cli
from tools.written import DOCS

WIDTH, HEIGHT = 1180, 860
SHOWN = {"board": "", "state": "#cases-title"}


def main() -> None:
    """Run the demonstration and take one picture a page."""
    (DOCS / "pictures").mkdir(exist_ok=True)
    with TemporaryDirectory() as made, sync_playwright() as playwright:
        CliRunner().invoke(cli, ["demo", f"{made}/demo"])
        page = next(Path(made).glob("demo/reports/*/r1"))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "chromium", args=["--no-sandbox"]
        )
        shot = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, at in SHOWN.items():
            shot.goto(f"file://{page}/{name}.html{at}")
            shot.screenshot(path=DOCS / "pictures" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
