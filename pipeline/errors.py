"""The errors copydesk raises on purpose; anything else that is raised is a bug and stays loud."""


class BadRules(Exception):
    """A rule file is wrong. Stops the run before the first document.

    Says which file, where in it (``line`` is 0 when no line is known), which key, what is wrong and what cures it.
    """

    def __init__(self, *, file: str, problem: str, cure: str, line: int = 0, key: str = "") -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {key + ': ' if key else ''}{problem}. {cure}")
        self.file, self.line, self.key, self.problem, self.cure = file, line, key, problem, cure


class Unreadable(Exception):
    """One document cannot be cleaned. It is set aside with its reason, and the run goes on.

    ``rule`` is ``stage/reason-in-short``, ``reason`` says what is wrong, ``cure`` what a person can do about it.
    """

    def __init__(self, rule: str, reason: str, cure: str) -> None:
        super().__init__(f"{rule}: {reason}. {cure}")
        self.rule, self.reason, self.cure = rule, reason, cure

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, str]]:
        return Unreadable, (self.rule, self.reason, self.cure)


class Held(Exception):
    """Another run holds ``clean/``. Says who: process, machine, since when."""


class Unreached(Exception):
    """A store did not answer, or broke off. That lies outside and may pass: whoever asked may ask again."""
