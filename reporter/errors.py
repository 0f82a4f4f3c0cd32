"""Every error a user can meet, each with its exit code."""


class ReporterError(Exception):
    """An error that is explained to the user: what is wrong, where, and what to do next."""

    exit_code = 11


class PolicyError(ReporterError):
    """The policy or the command's words are wrong (exit 2)."""

    exit_code = 2


class ReadOtherwise(PolicyError):
    """A delivery is not held, or not read, as it was when an edition was filed (exit 2)."""


class EmptyPeriod(ReporterError):
    """No log has a row in or near the period, so nothing was filed (exit 3)."""

    exit_code = 3


class InputRefused(ReporterError):
    """A delivered file cannot be taken in at all (exit 4)."""

    exit_code = 4


class IntegrityError(ReporterError):
    """The books do not close, or a file is not what it was (exit 5)."""

    exit_code = 5


class WarehouseBusy(ReporterError):
    """Another process holds the warehouse (exit 10)."""

    exit_code = 10


class ClusterError(ReporterError):
    """The cluster cannot be reached or does not do its part (exit 11)."""

    exit_code = 11


class Stopped(ReporterError):
    """Somebody pressed Ctrl-C (exit 130)."""

    exit_code = 130


class WorkerFailed(ReporterError):
    """A process that this one started could not do its part (exit 11)."""

    exit_code = 11
