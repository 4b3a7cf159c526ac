"""The folder of the default rules."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
DEFAULTS = next(path for path in (_PACKAGE / "defaults", _PACKAGE.parent / "configs") if path.is_dir())
"""Inside the installed package, or beside it in a checkout."""
