"""What a user always wants so: read from ``settings.toml``, whose place ``bpworkshop where`` tells."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import tomli
import tomli_w
from pydantic import Field, StringConstraints, ValidationError, field_validator

from bpworkshop import places, toml
from bpworkshop.errors import Problem
from bpworkshop.session.types import Line, Record, Title
from bpworkshop.store import atomic

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide

ThemeName = Literal["dark", "light", "projector", "plain"]
"""``tui.themes.NAMES``; settings are read where no screen is."""

THEMES: tuple[ThemeName, ...] = get_args(ThemeName)


class Papers(Record):
    """What an organisation's documents look like.

    ``name``, ``logo``, ``colour``: the letterhead; ``templates``: a folder of its
    own ones; the references: office documents whose styles are taken. Paths
    count from the folder of the settings.
    """

    name: Title | None = None
    logo: Line | None = None
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    templates: Line | None = None
    reference_docx: Line | None = None
    reference_odt: Line | None = None


class Settings(Record):
    """``guide``: a guide of one's own; ``library``: the name that ``new`` takes for our side.

    ``documents``: how they look; ``theme``: how the screens look; ``bell``: they
    ring once when the time is up; ``keys``: other keys for them, by the id of what
    they do. Which ids and keys there are, the screens know (``tui.keymap``).
    """

    guide: Line | None = None
    library: Title | None = None
    documents: Papers = Papers()
    theme: ThemeName | None = None
    bell: bool = False
    keys: dict[Line, Line] = Field(default_factory=dict)

    @field_validator("keys", mode="before")
    @classmethod
    def _dotted(cls, keys: Any) -> Any:
        """``workshop.undo`` without quotes is a table in a table to TOML; people mean the id."""
        if not isinstance(keys, dict):
            return keys
        nested = {id: found for id, found in keys.items() if isinstance(found, dict)}
        flat = {f"{id}.{name}": key for id, found in nested.items() for name, key in found.items()}
        return {id: key for id, key in keys.items() if id not in nested} | flat


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


def chosen_guide(given: Path | None, wanted: Settings, language: str) -> "Guide":
    """The guide that was asked for, or the one of the settings, or the program's own in a language."""
    from bpworkshop.method.guide import languages, load

    path = given or (places.named(wanted.guide) if wanted.guide else None)
    return load(path, language if language in languages() else "en")


def keep_theme(path: Path, theme: ThemeName) -> None:
    """Write down the theme that was chosen. All else that stands there stays.

    Raises FileProblem for a file that is wrong – it is not ours to rewrite –
    and where the disk refuses.
    """
    load(path)
    try:
        now = atomic.read(path).decode("utf-8-sig")
    except Problem as problem:
        if problem.key != "file.missing":
            raise
        now = ""
    atomic.make_folder(path.parent)
    atomic.write(path, _with_theme(now, theme).encode())


def _with_theme(now: str, theme: ThemeName) -> str:
    """The one line is changed, so that what a person wrote there keeps its order and comments."""
    wanted = {**tomli.loads(now), "theme": theme}
    changed = re.sub(r"""(?m)^(theme[ \t]*=[ \t]*)["'][a-z]*["']""", rf'\1"{theme}"', now, count=1)
    for made in (changed, f'theme = "{theme}"\n{now}'):
        try:
            if tomli.loads(made) == wanted:
                return made
        except tomli.TOMLDecodeError:
            continue
    return tomli_w.dumps(wanted)
