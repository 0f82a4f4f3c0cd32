"""What is installed is what was locked: every pin has its hashes, and nothing names where it is fetched from."""

import re
from pathlib import Path

LOCK = (Path(__file__).parents[1] / "requirements.lock").read_text(encoding="utf-8")


def test_every_pin_has_hashes_and_no_host_is_named() -> None:
    pins = LOCK.replace("\\\n", " ").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[0-9][0-9A-Za-z.+-]*( ; [^@]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [one.split(" ")[0] for one in pins if one.strip() and not pin.fullmatch(one)] == []
    assert len(pins) > 50
    assert re.findall(r"\S*(?:://|--index|--find|--trusted| @ )\S*", LOCK) == []
