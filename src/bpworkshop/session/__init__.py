"""What a workshop records. Pure: no disk, no clock, no screen, no sentence."""

import sys
from types import ModuleType


def _without_plugins() -> None:
    """Pydantic makes no model before it has asked all installed packages for plugins: a tenth of a start.

    Its setting PYDANTIC_DISABLE_PLUGINS saves the asking, and not what is loaded for it.
    """
    none = ModuleType("pydantic.plugin._loader")
    none.get_plugins = tuple  # type: ignore[attr-defined]
    sys.modules.setdefault(none.__name__, none)


_without_plugins()
