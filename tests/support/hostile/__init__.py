"""Everything that can go wrong: input made to harm, and faults at any moment. HOSTILE_CASES sets how much is tried."""

import os

CASES = int(os.environ.get("HOSTILE_CASES", "100"))
KILLS = int(os.environ.get("HOSTILE_KILLS", "1"))
XLSX_CASES = int(os.environ.get("HOSTILE_XLSX_CASES", str(max(20, CASES // 20) if CASES < 1000 else CASES)))
