"""Foreign text inside Markdown: file names, titles and edits that cannot break out of a code block, span or table."""

import re
from urllib.parse import quote

_BACKTICKS = re.compile("`+")
_PUNCTUATION = re.compile(r"[\\`*_{}\[\]()#+!|~]")
_SAFE_IN_URL = "%/:=&?~#+!$,;'@()*[]"
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


def plain(text: str) -> str:
    r"""Text inside a line or a table cell, which wraps there.

    >>> plain("a *b* | <c>")
    'a \\*b\\* \\| &lt;c&gt;'
    """
    line = _visible(text).replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _PUNCTUATION.sub(r"\\\g<0>", line) or " "


def link(text: str, url: str) -> str:
    r"""The text as a link to a web page; plain text where the URL is no such address.

    >>> link("Ferry", "https://port.example/a (b)"), link("Ferry", "javascript:x")
    ('[Ferry](<https://port.example/a%20(b)>)', 'Ferry')
    """
    address = quote(url, safe=_SAFE_IN_URL)
    return f"[{plain(text)}](<{address}>)" if url.startswith(("http://", "https://")) else plain(text)


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _visible(text: str) -> str:
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
