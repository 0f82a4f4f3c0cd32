"""Great Expectations judges the counts that SQL has made, in a process of its own; no value of a person is among them.

Each count is a column of one row, and an expectation says that it must be 0. It takes seconds to load the library.
"""

import gc
import importlib
import importlib.util
import mmap
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from reporter.worker import answer_questions

Verdicts = dict[str, tuple[bool, int | None]]

_NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
_ADDRESSES = 400_000_000  # bytes of address space that its import takes, at the most


def loaded() -> Callable[[Mapping[str, int]], Verdicts]:
    """Load Great Expectations; return what asks it of each count whether it is 0, and which count it saw.

    scipy.stats and altair, a quarter of that time, are loaded only if an expectation asks for them: none of ours does.
    What would judge in a database or on Apache Spark is not looked for, where it is installed.
    """
    _ask_for_room()
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each of its threads takes memory ahead
    warnings.simplefilter("ignore")  # the library's own, not ours to mend
    gc.disable()  # a million objects are made that all stay
    _defer_import("scipy.stats")
    _defer_import("altair")
    with _hidden("pyspark"), _hidden("sqlalchemy"):
        import great_expectations as gx
        import pandas as pd
        from great_expectations.expectations.core.expect_column_sum_to_be_between import ExpectColumnSumToBeBetween

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.add_pandas("records").add_dataframe_asset("counts")
    whole = asset.add_batch_definition_whole_dataframe("all")

    def judge(counts: Mapping[str, int]) -> Verdicts:
        batch = whole.get_batch(batch_parameters={"dataframe": pd.DataFrame({one: [n] for one, n in counts.items()})})
        asked: list[Any] = [ExpectColumnSumToBeBetween(column=one, min_value=0, max_value=0) for one in counts]
        suite = gx.ExpectationSuite(name="legs", expectations=asked)
        verdicts: Verdicts = {}
        for result in batch.validate(suite, result_format=_NO_VALUES).results:
            seen = (result.result or {}).get("observed_value")
            column = str(result.expectation_config.kwargs["column"]) if result.expectation_config else ""
            verdicts[column] = (bool(result.success), None if seen is None else int(seen))
        return verdicts

    return judge


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """Let a module that is not loaded yet seem not to be installed."""
    sys.modules[module] = None  # type: ignore[assignment]  # what import takes for "not there"
    try:
        yield
    finally:
        del sys.modules[module]


def _ask_for_room() -> None:
    """Raise MemoryError where the import would find no room: OpenBLAS would end the process, and with 1, too."""
    try:
        mmap.mmap(-1, _ADDRESSES).close()
    except OSError as error:
        raise MemoryError from error


class _Deferred(ModuleType):
    """Stands for a module that is imported when something of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        """Import the module in the place of this one, and return what is asked of it."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _defer_import(module: str) -> None:
    """Load a module at its first use instead of at its import."""
    if module in sys.modules or importlib.util.find_spec(module) is None:
        return
    found = sys.modules[module] = _Deferred(module)
    parent, _, name = module.rpartition(".")
    if parent:
        setattr(sys.modules[parent], name, found)


if __name__ == "__main__":
    os.nice(5)  # it takes longer to load than to answer, and is asked last: let the others go first
    answer_questions(loaded)
