"""Older formats of the session file, brought to today's: dict → dict, one function a step."""

from collections.abc import Callable
from typing import Any

Step = Callable[[dict[str, Any]], dict[str, Any]]


def _only_new_keys(data: dict[str, Any]) -> dict[str, Any]:
    """What only adds keys: a file that has none of them says the same in both."""
    return data


STEPS: dict[int, Step] = {
    1: _only_new_keys,  # delete_after
    2: _only_new_keys,  # agenda, rounds, items under others, proposals, who came and left
    3: _only_new_keys,  # alternatives: come, promoted, without
    4: _only_new_keys,  # figures: from which column of whose file, what they were before, where they are seen
    5: _only_new_keys,  # the tools' boards, agreed versions, our own organisation, evaluations
}
"""The step that leads away from each format: ``STEPS[1]`` makes format 2 out of format 1."""


def migrate(data: dict[str, Any], found: int, wanted: int) -> dict[str, Any]:
    """What a file of format ``found`` would say in format ``wanted``. The file itself stays as it is."""
    for step in range(found, wanted):
        data = STEPS[step](data)
    return data
