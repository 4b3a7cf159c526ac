"""The command ``copydesk``: its list of commands, and the exit code of each error."""

import sys
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import (
    check,
    diff,
    documents,
    edits,
    init,
    learn,
    review,
    rule,
    run,
    schema,
    serve,
    sql,
    stats,
    terminal,
    verify,
)
from pipeline.cli.options import BUG, FAILED, INTERRUPTED, LOCKED, USAGE
from pipeline.errors import BadRules, FolderLocked, LostDocuments, StoreUnavailable

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich")


@app.callback(invoke_without_command=True)
def copydesk(*, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Clean scraped news pages, and record every change."""
    if version:
        typer.echo(f"copydesk {__version__}")
        raise typer.Exit


def _examples(*lines: str) -> str:
    return "\n\n".join(["Examples:", *lines])


_PAGES, _RESULTS, _RULES, _PROJECT = "Clean pages", "Look at results", "Rules", "Project"

app.command(
    rich_help_panel=_PAGES,
    epilog=_examples(
        "copydesk run raw clean", "copydesk run raw rows --to parquet --workers 4", "copydesk run --dry-run"
    ),
)(run.run)
app.command(
    rich_help_panel=_PAGES,
    epilog=_examples(
        "copydesk serve raw clean --every 15m", "copydesk serve --cron '0 6 * * *' --timezone Europe/Kyiv"
    ),
)(serve.serve)
app.command(
    rich_help_panel=_PAGES,
    epilog=_examples("copydesk clean page.html > page.md", "curl -s URL | copydesk clean - --to jsonl"),
)(documents.clean)
app.command(
    rich_help_panel=_RESULTS,
    epilog=_examples("copydesk explain page.html", "copydesk explain raw", "copydesk explain data.jsonl#3 --json"),
)(documents.explain)
app.command(
    rich_help_panel=_RESULTS,
    epilog=_examples("copydesk edits clean --rule typos/recieve", "copydesk edits clean --below 0.6 --json"),
)(edits.edits)
app.command(
    rich_help_panel=_RESULTS,
    epilog=_examples("copydesk diff clean", "copydesk diff clean --since 2d", "copydesk diff clean --since clean-old"),
)(diff.diff)
app.command(
    rich_help_panel=_RESULTS,
    epilog=_examples("copydesk undo clean/a.txt.md", "copydesk undo a.txt --rule spellings/Kyiv"),
)(edits.undo)
app.command(rich_help_panel=_RESULTS, epilog=_examples("copydesk stats clean", "copydesk stats clean --csv all.csv"))(
    stats.stats
)
app.command(
    rich_help_panel=_RESULTS,
    epilog=_examples(
        'copydesk sql "SELECT site, count(*) FROM catalogue GROUP BY site"',
        "copydesk sql \"SELECT source, by_rule['typos/recieve'] FROM catalogue\" --csv",
    ),
)(sql.sql)
app.command(rich_help_panel=_RESULTS, epilog=_examples("copydesk review", "copydesk review clean --raw raw --as Ada"))(
    review.review
)
app.command(rich_help_panel=_RESULTS, epilog=_examples("copydesk report clean -o report.html"))(review.report)
app.command(rich_help_panel=_RESULTS, epilog=_examples("copydesk verify clean", "copydesk verify clean --repair"))(
    verify.verify
)
app.command(rich_help_panel=_RULES, epilog=_examples("copydesk check", "copydesk check --configs my/configs"))(
    check.check
)
app.command(rich_help_panel=_RULES, epilog=_examples("copydesk learn raw --into configs --accept 0.9"))(learn.learn)
app.command(rich_help_panel=_RULES, epilog=_examples("copydesk rule boilerplate/follow-us"))(rule.rule)
app.command(rich_help_panel=_PROJECT, epilog=_examples("copydesk init my-project"))(init.init)
app.command(rich_help_panel=_PROJECT, epilog=_examples("copydesk schema", "copydesk schema my/schemas"))(schema.schema)


def main() -> None:
    """Run the command.

    Exits with 0 when done, 1 for documents set aside under --strict or a store out of reach, 2 for wrong usage or
    rules, 3 if another run has locked the folder, 4 for a bug in copydesk, 130 after Ctrl-C.
    """
    try:
        app()
    except BadRules as why:
        _exit(str(why), USAGE)
    except FolderLocked as why:
        _exit(f"{why}.", LOCKED)
    except LostDocuments as why:
        _exit(f"{why}. This is a bug in copydesk: report it.", BUG)
    except StoreUnavailable as why:
        remedy = "Check the address, your keys and the network, then run again: finished documents are kept."
        _exit(f"{why}. {remedy}", FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _exit(sentence: str, code: int) -> None:
    terminal.echo(f"copydesk: {sentence}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
