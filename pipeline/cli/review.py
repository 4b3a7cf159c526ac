"""The commands ``review`` and ``report``: the review page in a browser, and its overview as a file."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import project
from pipeline.cli.options import Clean, Configs, exit_with_usage_error

if TYPE_CHECKING:
    from pipeline.review.corpus import Corpus

Raw = Annotated[
    str | None, typer.Option("--raw", help="Folder of raw files, to show pages and try rules.", show_default="raw")
]


def review(  # noqa: PLR0913 - an option each
    clean: Clean = None,
    *,
    raw: Raw = None,
    configs: Configs = None,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes any free one.")] = 8787,
    reviewer: Annotated[str, typer.Option("--as", help="Your name, written beside your decisions.")] = "",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """See every edit in a browser, refuse or accept it, and teach rules.

    Decisions are written to decisions.yaml in the folder of rules; the next run applies them.
    """
    import uvicorn

    from pipeline.review.access import Access
    from pipeline.review.follower import Follower
    from pipeline.review.web import create_app

    corpus = _corpus(clean, raw, configs, reviewer)
    follower = Follower(corpus)
    follower.start()
    access = Access()
    listener = _listen(port)
    address = access.address(listener.getsockname()[1])
    typer.echo(f"copydesk: {corpus.clean} is shown at {address}; Ctrl-C ends it.", err=True)
    if browser:
        typer.launch(address)
    server = uvicorn.Server(uvicorn.Config(create_app(corpus, access, follower), log_level="warning"))
    server.run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    """A socket on this machine; port 0 takes any free one, so that it is known before the address is printed."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as why:
        exit_with_usage_error(f"port {port} cannot be used: {why.strerror}. Take another: copydesk review --port 0.")


def report(
    clean: Clean = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = Path("report.html"),
    configs: Configs = None,
) -> None:
    """Write the overview and samples of edits as one self-contained HTML file."""
    from pipeline.review import report

    report.write(_corpus(clean, None, configs, ""), output)
    typer.echo(output)


def _corpus(clean: str | None, raw: str | None, configs: Path | None, reviewer: str) -> "Corpus":
    from pipeline.io.stores import open_store
    from pipeline.review.corpus import Corpus

    own = project.find()
    clean, raw = clean or own.clean, raw or own.raw
    if not open_store(clean).exists():
        exit_with_usage_error(f"{clean} is not a folder. Clean a folder first: copydesk run RAW CLEAN.")
    folder = configs or Path(own.configs or (own.file.parent / "configs" if own.file else "configs"))
    return Corpus(clean, raw if open_store(raw).exists() else "", folder, reviewer)
