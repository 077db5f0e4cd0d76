"""Which format a session file has: known without the models, because lists need no more."""

from pathlib import Path
from typing import Any

from bpworkshop import toml
from bpworkshop.errors import FileProblem

FORMAT = 6
"""Raised by whoever adds or changes keys, with a step in ``migrations``."""


def check_format(document: toml.Document, path: Path) -> tuple[dict[str, Any], int]:
    """The file's values without ``format``, and its format. The version comes before the keys.

    Raises FileProblem for a file that is empty, names no format, or a newer one.
    """
    values = document.data
    if not values:
        raise FileProblem("session_file.empty", path=path)
    found = values.get("format")
    if found is None:
        raise FileProblem("session_file.no_format", path=path, line=1, where="format", known=FORMAT)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found < 1_000_000:
        line = document.line(("format",))
        raise FileProblem("session_file.bad_format", path=path, line=line, where="format")
    if found > FORMAT:
        line = document.line(("format",))
        raise FileProblem(
            "session_file.newer", path=path, line=line, where="format", found=found, known=FORMAT
        )
    return {name: value for name, value in values.items() if name != "format"}, found
