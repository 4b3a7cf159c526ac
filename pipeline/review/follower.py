"""Keep the index up to date while the page is shown: after each run, and during one from the batches that are done."""

import logging
import sqlite3
import threading
from dataclasses import dataclass, field

from pipeline.io import output_folder
from pipeline.io.own_files import MARKER
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.review.corpus import Corpus

_POLL_SECONDS = 2.0
_FOLLOWED = 500  # documents that are read at a time
_log = logging.getLogger(__name__)


@dataclass
class Follower:
    """Watches an output folder in a thread of its own. ``is_reading`` tells whether the index is behind it."""

    corpus: Corpus
    is_reading: bool = True
    _seen: set[str] = field(default_factory=set)
    _read_run: int | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the thread; it ends with the process."""
        threading.Thread(target=self._watch, name="review-index", daemon=True).start()

    def stop(self) -> None:
        """Let the thread end."""
        self._stop.set()

    def look(self) -> None:
        """Bring the index up to date with the folder as it is now."""
        store = open_store(self.corpus.clean)
        marker, is_running = store.stat(MARKER), output_folder.is_running(store)
        start = marker.mtime_ns if marker else 0
        if self._read_run is None or (not is_running and start != self._read_run):
            self._read_all()
            self._read_run, self._seen = start if not is_running else 0, set()
        elif is_running:
            self._read_batches(store)

    def _read_all(self) -> None:
        self.is_reading = True
        try:
            self.corpus.refresh()
        finally:
            self.is_reading = False

    def _read_batches(self, store: Store) -> None:
        for name in output_folder.saved_batches(store):
            if name not in self._seen:
                sources = [row.source for row in output_folder.batch_rows(store, name) if row.outcome == "cleaned"]
                for at in range(0, len(sources), _FOLLOWED):
                    self.corpus.follow(sources[at : at + _FOLLOWED])
                self._seen.add(name)

    def _watch(self) -> None:
        while not self._stop.wait(0 if self._read_run is None else _POLL_SECONDS):
            try:
                self.look()
            except (OSError, sqlite3.Error) as why:  # a run removes files meanwhile: the next look sees them
                _log.warning("copydesk: the index is behind: %s", why)
