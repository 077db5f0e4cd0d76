"""A screen that has a file chosen: by its path, or among the tables and folders that are there."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from textual import on
from textual.message import Message

from bpworkshop.commands import sources
from bpworkshop.errors import Problem
from bpworkshop.tui import files
from bpworkshop.tui.files import Entry, Folder
from bpworkshop.tui.screens.reading import ReadingScreen


class FilesScreen(ReadingScreen):
    """Looks at the folder that is typed, in a thread: one on a network may be slow."""

    class Looked(Message):
        """A folder was looked at."""

        def __init__(self, folder: Folder) -> None:
            super().__init__()
            self.folder = folder

    def __init__(self) -> None:
        super().__init__()
        self.folder = Folder("")
        self.entries: Sequence[Entry] = ()

    def typed_path(self) -> str:
        """What is typed of a path by now."""
        raise NotImplementedError

    def looked(self) -> None:
        """What stands in another folder is here."""
        raise NotImplementedError

    def find_files(self) -> None:
        """Find what fits what is typed; of another folder that is known a moment later."""
        folder, name = files.split(self.typed_path())
        if folder == self.folder.typed and self.folder.entries:
            self.entries = files.fitting(self.folder, name)
            return
        self.entries = ()
        self.run_worker(partial(self._look, folder), thread=True, group="look", exclusive=True)

    def _look(self, folder: str) -> None:
        self.post_message(self.Looked(files.look(folder)))

    @on(Looked)
    def _was_looked_at(self, event: Looked) -> None:
        folder, name = files.split(self.typed_path())
        if folder == event.folder.typed:
            self.folder = event.folder
            self.entries = files.fitting(event.folder, name)
            self.looked()

    def usual_entry(self) -> str | None:
        """What is chosen by itself: the first that is not the way out of the folder."""
        way_out = len(self.entries) > 1 and self.entries[0].name == ".."
        return ("1" if way_out else "0") if self.entries else None

    def picked(self, at: str | None) -> Path | str:
        """The file that was typed, where it is one, or what is chosen: of a folder, what is typed then.

        Raises Problem for a path that can't be one; nothing at all is an empty text.
        """
        typed = self.typed_path()
        folder, name = files.split(typed)
        try:
            whole = bool(name) and sources.path_of(typed).is_file()
        except (Problem, OSError):
            whole = False
        if whole or at is None:
            return sources.path_of(typed) if typed else ""
        one = self.entries[int(at)]
        return f"{folder}{one.name}/" if one.folder else Path(self.folder.path) / one.name
