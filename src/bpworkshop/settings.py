"""What a user always wants so: read from ``settings.toml``, whose place ``bpworkshop where`` tells."""

from pathlib import Path

from pydantic import ValidationError

from bpworkshop import toml
from bpworkshop.errors import Problem
from bpworkshop.session.types import Line, Record, Title
from bpworkshop.store import atomic


class Settings(Record):
    """``guide``: a guide of one's own; ``library``: the name that ``new`` takes for our side."""

    guide: Line | None = None
    library: Title | None = None


def load(path: Path) -> Settings:
    """The settings; empty ones where there is no file. Raises FileProblem for one that is wrong."""
    try:
        document = toml.read(atomic.read(path), path)
    except Problem as problem:
        if problem.key == "file.missing":
            return Settings()
        raise
    try:
        return Settings.model_validate(document.data)
    except ValidationError as error:
        raise toml.problems(document, error, path, Settings)[0] from error
