"""Write every made page: `make docs`."""

from tools.written import DOCS, PAGES

for name, page in PAGES.items():
    (DOCS / name).write_text(page(), encoding="utf-8")
