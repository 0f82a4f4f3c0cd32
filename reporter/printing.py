"""Prints the editions as PDF with Typst, from the same contexts as the pages."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from reporter.paths import data_dir


def pdf(audience: str, context: Any, last_day: str) -> bytes:
    """Return one edition as a tagged PDF (PDF/UA-1), the same bytes each time.

    Its date is SOURCE_DATE_EPOCH, else the last day of the period: never the clock's. Values are passed as data, so
    no text of a record is ever read as markup.
    """
    import typst

    folder = data_dir("report_templates") / "print"
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    made = int(epoch) if epoch else int(datetime.fromisoformat(last_day).replace(tzinfo=UTC).timestamp())
    printed = typst.compile(
        str(folder / f"{audience}.typ"),
        root=str(folder),
        sys_inputs={"data": json.dumps(asdict(context), ensure_ascii=False, default=str)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=made,
        format="pdf",
    )
    return bytes(printed)
