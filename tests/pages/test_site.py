"""The documentation site: every page is accessible, and its search loads nothing from another host."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(place)]
    subprocess.run(command, cwd=ROOT, check=True)
    return place


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_no_rule_of_accessibility_is_broken_on_any_page_of_the_site(browser: Any, site: Path) -> None:
    """Each page is looked at once for every rule, and once more, dark, for the rules of colour."""
    from axe_playwright_python.sync_playwright import Axe

    tags = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    page, broken = browser.new_page(), []
    pages = sorted(site.rglob("*.html"))
    for one in pages:
        page.emulate_media(color_scheme="light")
        page.goto(one.as_uri())
        found = Axe().run(page, options=tags).response["violations"]
        page.emulate_media(color_scheme="dark")
        found += Axe().run(page, options=colours).response["violations"]
        broken += [(one.name, rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]
    page.close()
    assert (len(pages) > 10, broken) == (True, [])


def test_no_page_of_the_site_scrolls_sideways_on_a_telephone(browser: Any, site: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wide = {}
    for one in sorted(site.rglob("*.html")):
        page.goto(one.as_uri())
        wide[one.name] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert {name: over for name, over in wide.items() if over > 0} == {}


def test_the_search_of_the_site_finds_a_page_and_asks_nobody_else(browser: Any, address: str) -> None:
    page, asked = browser.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}index.html?q=quarantine")  # asked by the page itself, once its index is there
    page.wait_for_selector("#mkdocs-search-results article", state="attached", timeout=120_000)
    page.keyboard.press("s")
    page.wait_for_selector("#mkdocs-search-query", state="visible")
    assert "quarantine" in page.locator("#mkdocs-search-results").inner_text()
    assert [url for url in asked if not url.startswith(address)] == []
    page.close()
