"""Where things are: the folder of sessions, the settings, what is rescued."""

import os
from pathlib import Path

from bpworkshop.errors import Problem

NAME = "bpworkshop"


def sessions(given: str | None) -> tuple[Path, str]:
    """The folder of sessions, and which rule chose it (``option``, ``environment``, ``here``, ``home``).

    An installed program has no repository around it: what was asked for comes
    first, then the environment, then ``./sessions``, then the user's data folder.
    """
    if given:
        return named(given), "option"
    if elsewhere := os.environ.get("BPWORKSHOP_SESSIONS"):
        return named(elsewhere), "environment"
    if os.path.isdir("sessions"):
        return Path("sessions"), "here"
    return data() / "sessions", "home"


def named(typed: str) -> Path:
    """The path that somebody typed. Raises Problem for ``~`` of somebody who has no home."""
    try:
        return Path(typed).expanduser()
    except RuntimeError as error:
        raise Problem("place.no_home", path=typed) from error


def data() -> Path:
    """The user's folder for what the program keeps."""
    from platformdirs import user_data_path

    return user_data_path(NAME)


def settings() -> Path:
    """The file of the user's settings, which need not be there."""
    from platformdirs import user_config_path

    return user_config_path(NAME) / "settings.toml"
