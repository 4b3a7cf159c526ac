"""Entry point of ``copydesk`` and ``python -m pipeline.cli``: Ctrl-C ends it with exit code 130 at any moment."""

import gc
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> None:
    """Run the command."""
    interrupted = False

    def exit_interrupted(_signal: int, _frame: object) -> NoReturn:
        nonlocal interrupted
        interrupted = True
        sys.exit(INTERRUPTED)

    signal.signal(signal.SIGINT, exit_interrupted)
    gc.disable()  # nothing that an import makes is garbage
    from pipeline.cli import app

    gc.freeze()
    gc.enable()
    try:
        app.main()
    except Exception:
        if interrupted:  # a library, such as pydantic, may turn the exit into an error of its own
            sys.exit(INTERRUPTED)
        raise


if __name__ == "__main__":
    main()
