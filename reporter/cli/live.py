"""Shows on a terminal that a step goes on: a line below it that counts its seconds, gone when anything else is said."""

import sys
import threading
import time

_EVERY = 0.4  # seconds: within half a second a person sees that something moves
_WIDTH = 40


class LiveLine:
    """A line that a thread writes over again; it rules nothing but its own line, so any terminal shows it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._is_shown = False

    def begin(self) -> None:
        """Count the seconds from now."""
        self.end()
        self._over = threading.Event()
        threading.Thread(target=self._count, args=(self._over, time.monotonic()), daemon=True).start()

    def end(self) -> None:
        """Stop, and leave the line empty, so that the next words stand on it."""
        with self._lock:
            self._over.set()
            if self._is_shown:
                self._put("")
            self._is_shown = False

    def _count(self, over: threading.Event, began: float) -> None:
        while not over.wait(_EVERY):
            with self._lock:
                if over.is_set():
                    return
                try:
                    self._put(f"{time.monotonic() - began:7.1f} s  in this step")
                except (OSError, ValueError):  # whoever read it went away
                    return
                self._is_shown = True

    def _put(self, words: str) -> None:
        sys.stderr.write(f"\r{words:<{_WIDTH}}\r")
        sys.stderr.flush()
