"""Entry point of ``copydesk`` and ``python -m pipeline.cli``: Ctrl-C ends it with exit code 130 at any moment."""

import gc
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> None:
    """Run the command."""
    signal.signal(signal.SIGINT, _exit)
    gc.disable()  # nothing that an import makes is garbage
    from pipeline.cli import app

    gc.freeze()
    gc.enable()
    app.main()


def _exit(_signal: int, _frame: object) -> NoReturn:
    sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
