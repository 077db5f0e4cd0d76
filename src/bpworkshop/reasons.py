"""What pydantic found wrong, in words that say what was expected."""

from collections.abc import Mapping
from typing import Any

from bpworkshop import words

_VAGUE = frozenset(("string_type", "string_pattern_mismatch", "model_type", "decimal_text"))
"""Errors that name only the type: where the kind of the field is known, it says more."""


def reason(error: Mapping[str, Any], kind: str = "") -> str:
    """A sentence part for one entry of ``ValidationError.errors()``.

    The input itself is never repeated: it may be long, private or hostile.
    ``kind`` is the kind of the field (``money``, ``person`` …), where known.
    """
    if kind and error["type"] in _VAGUE:
        known = words.entry("reason.kind").get(kind)
        if known:
            return str(known)
    context = {name: value for name, value in (error.get("ctx") or {}).items() if name != "error"}
    try:
        return words.say(f"reason.{error['type']}", **context)
    except KeyError:
        return words.say("reason.other", what=str(error["msg"]))
