"""Foreign text inside Markdown: file names, titles and edits that cannot break out of a code block, span or table."""

import re

_BACKTICKS = re.compile("`+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def code_block(text: str, language: str = "") -> str:
    r"""A fenced block whose fence is longer than any run of backticks in the text.

    >>> code_block("a\n```\nb")
    '````\na\n```\nb\n````'
    """
    fence = "`" * max(3, 1 + _longest_run(text))
    return f"{fence}{language}\n{_visible(text)}\n{fence}"


def code_span(text: str) -> str:
    r"""Code inside a line or a table cell.

    >>> code_span("a`|b")
    '`` a`\\|b ``'
    """
    fence = "`" * (1 + _longest_run(text))
    padding = " " if "`" in text else ""
    line = _visible(text).replace("\n", "\\n").replace("|", "\\|") or " "
    return f"{fence}{padding}{line}{padding}{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _visible(text: str) -> str:
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
