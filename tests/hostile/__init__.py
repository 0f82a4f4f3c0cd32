"""Everything that can go wrong: input made to harm, and faults at any moment. HOSTILE_CASES sets how much is tried."""

import os

CASES = int(os.environ.get("HOSTILE_CASES", "150"))
KILLS = int(os.environ.get("HOSTILE_KILLS", "1"))
