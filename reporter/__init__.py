"""The reporter: did any release happen before vetting, and what do the records prove?"""

from zoneinfo import reset_tzpath

__version__ = "0.1.0"

reset_tzpath(to=())  # zone data are those of the pinned tzdata, not the machine's: the same bytes on every machine
