"""What a command may use and how it talks: handed down from the command line, and kept nowhere else."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """The options that no answer depends on: memory and threads of the engine, talk, and who must have signed."""

    threads: int | None = None  # None: one a core
    memory: str | None = None  # such as "1GB"; what does not fit is spilled into the folder's own .spill
    quiet: bool = False
    log: str = "text"  # or "json": one object a line on stderr
    signers: Path | None = None  # OpenSSH's allowed_signers file: policy and queries must be signed by somebody in it


USUAL = RunOptions()
