"""The errors copydesk raises on purpose; anything else that is raised is a bug and stays loud."""


class BadRules(Exception):
    """A rule file is wrong. Stops the run before the first document.

    Says which file, where in it (``line`` is 0 when no line is known), which key, what is wrong and its remedy.
    """

    def __init__(self, *, file: str, problem: str, remedy: str, line: int = 0, key: str = "") -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {key + ': ' if key else ''}{problem}. {remedy}")
        self.file, self.line, self.key, self.problem, self.remedy = file, line, key, problem, remedy


class Unreadable(Exception):
    """One document cannot be cleaned. It is set aside with its reason, and the run goes on.

    ``rule`` is ``stage/reason-in-short``, ``reason`` says what is wrong, ``remedy`` what a person can do about it.
    """

    def __init__(self, rule: str, reason: str, remedy: str) -> None:
        super().__init__(f"{rule}: {reason}. {remedy}")
        self.rule, self.reason, self.remedy = rule, reason, remedy

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, str]]:
        return Unreadable, (self.rule, self.reason, self.remedy)


class FolderLocked(Exception):
    """Another run holds ``clean/``. Says who: process, machine, since when."""


class StoreUnavailable(Exception):
    """A store did not answer, or broke off. That lies outside and may pass: whoever asked may ask again."""
