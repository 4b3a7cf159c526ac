"""Errors that copydesk raises on purpose. Any other exception is a bug."""

from functools import partial


class BadRules(Exception):
    """A rule file is invalid. The run stops before the first document.

    ``file``, ``line`` (0: unknown) and ``key`` say where, ``problem`` says what is wrong, ``remedy`` what to do.
    """

    def __init__(self, *, file: str, problem: str, remedy: str, line: int = 0, key: str = "") -> None:
        location = f"{file}:{line}" if line else file
        stop = "" if problem.endswith("?") else "."
        super().__init__(f"{location}: {key + ': ' if key else ''}{problem}{stop} {remedy}")
        self.file, self.line, self.key, self.problem, self.remedy = file, line, key, problem, remedy

    def __reduce__(self) -> tuple[partial["BadRules"], tuple[()]]:
        parts = partial(BadRules, file=self.file, line=self.line, key=self.key)
        return partial(parts, problem=self.problem, remedy=self.remedy), ()


class Unreadable(Exception):
    """One document cannot be cleaned. It is set aside with the reason; the run continues.

    ``rule`` is ``stage/short-reason``, ``reason`` says what is wrong, ``remedy`` what the user can do.
    """

    def __init__(self, rule: str, reason: str, remedy: str) -> None:
        super().__init__(f"{rule}: {reason}. {remedy}")
        self.rule, self.reason, self.remedy = rule, reason, remedy

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, str]]:
        return Unreadable, (self.rule, self.reason, self.remedy)


class FolderLocked(Exception):
    """Another run has locked ``clean/``. The message names its process, machine and start time."""


class LostDocuments(Exception):
    """The documents that a run read and those that it accounts for differ. Says which, and what is wrong with them."""


class StoreUnavailable(Exception):
    """A store did not answer or broke the connection. Trying again may help."""
