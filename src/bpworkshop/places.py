"""Where things are: the program, the folder of sessions, the settings, what is rescued or kept to go fast."""

import os
import sys
from pathlib import Path

from bpworkshop.errors import Problem

NAME = "bpworkshop"


def program() -> list[str]:
    """The words by which this program was called, so that a line that begins with them can be copied."""
    import shutil

    called = Path(sys.argv[0])
    found = shutil.which(NAME)
    if called.name == "__main__.py":
        return [Path(sys.executable).name, "-m", NAME]
    if found and Path(found).resolve() == called.resolve():
        return [NAME]
    return [str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)]


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


def rescued() -> Path:
    """The user's folder for sessions that could not be saved where they are."""
    return data() / "rescued"


def cache() -> Path:
    """The user's folder for what can be made anew."""
    from platformdirs import user_cache_path

    return user_cache_path(NAME)


def settings() -> Path:
    """The file of the user's settings, which need not be there."""
    from platformdirs import user_config_path

    return user_config_path(NAME) / "settings.toml"


def mappings() -> Path:
    """The user's folder of what columns of statistics mean, for next year's files; it need not be there."""
    return settings().parent / "mappings"
