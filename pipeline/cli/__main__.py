"""Entry point of ``copydesk`` and ``python -m pipeline.cli``: Ctrl-C ends it with exit code 130 at any moment."""

import gc
import os
import signal
import sys
import threading

INTERRUPTED = 130
_AGAIN_SECONDS = 0.5


def main() -> None:
    """Run the command."""
    interruption = _Interruption()
    signal.signal(signal.SIGINT, interruption.leave)
    gc.disable()  # nothing that an import makes is garbage
    from pipeline.cli import app

    gc.freeze()
    gc.enable()
    try:
        app.main()
    except Exception:
        if interruption.happened:  # a library, such as pydantic, may turn the exit into an error of its own
            sys.exit(INTERRUPTED)
        raise
    finally:
        interruption.has_left = True


class _Interruption:
    """Ctrl-C leaves by ``SystemExit``. A library may swallow that: then it is raised again after half a second."""

    def __init__(self) -> None:
        self.happened = self.has_left = self._again = False

    def leave(self, _signal: int, _frame: object) -> None:
        again, self._again = self._again, False
        if again and (self.has_left or _is_leaving()):
            return
        self.happened = True
        timer = threading.Timer(_AGAIN_SECONDS, self._leave_again)
        timer.daemon = True
        timer.start()
        sys.exit(INTERRUPTED)

    def _leave_again(self) -> None:
        self._again = True
        os.kill(os.getpid(), signal.SIGINT)


def _is_leaving() -> bool:
    """Whether the exit is being handled, for example while workers are stopped."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, SystemExit):
        error = error.__context__
    return error is not None


if __name__ == "__main__":
    main()
