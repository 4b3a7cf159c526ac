"""A project under review for tests: its raw files, runs in this process, and its pages on a server of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import cached_rules, load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report
from pipeline.io.paths import output_paths
from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.web import create_app


@dataclass(frozen=True)
class Project:
    """Folders ``raw``, ``clean`` and ``configs`` below one folder."""

    folder: Path

    @property
    def corpus(self) -> Corpus:
        """The corpus that is reviewed."""
        return Corpus(str(self.folder / "clean"), str(self.folder / "raw"), self.folder / "configs", "Ada")

    def write(self, name: str, text: str) -> None:
        """Write a raw file, or one of the rules where the name begins with ``configs/``."""
        path = self.folder / name if name.startswith("configs/") else self.folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self) -> dict[str, int]:
        """Clean what is to be cleaned. Returns the number of documents by outcome."""
        (self.folder / "configs").mkdir(exist_ok=True)
        folders = {name: str(self.folder / name) for name in ("raw", "clean", "configs")}
        job = Job.model_validate(folders)
        rules = load_job_rules(job)
        planned = plan_batches(job, rules.digest, decisions=rules.decisions)
        reports = [clean_batch(job, batch, rules.digest) for batch in planned]
        cached_rules.cache_clear()
        report = finish_run(job, total_report(reports))
        self.corpus.refresh()
        return dict(report.documents)

    def text(self, source: str) -> str:
        """A clean document as it is on disk; empty where there is none."""
        path = self.folder / "clean" / output_paths(source)[0]
        return path.read_text("utf-8") if path.exists() else ""

    def decisions(self) -> str:
        """The text of the decisions."""
        path = self.folder / "configs" / "decisions.yaml"
        return path.read_text("utf-8") if path.exists() else ""


@contextmanager
def served(project: Project) -> Iterator[str]:
    """The address of the project's pages, without the token, while the block runs; the token is ``token``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(project.corpus, Access("token", "form"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
