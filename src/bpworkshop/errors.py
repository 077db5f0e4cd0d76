"""Errors that a person can act on: what happened, where, and what to do."""

from pathlib import Path

from bpworkshop import words


class Problem(Exception):
    """Something went wrong that a person can mend.

    ``key`` names the sentence in the words file, ``facts`` fill it in. A face
    shows ``str(problem)`` and nothing else: never a traceback.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts

    @property
    def reason(self) -> str:
        """What happened and what to do, without the place."""
        return words.say(self.key, **self.facts)

    def __str__(self) -> str:
        return self.reason


class FileProblem(Problem):
    """A problem at a place in a file: ``line`` counts from 1, ``where`` is the key."""

    def __init__(
        self, key: str, /, *, path: Path, line: int | None = None, where: str = "", **facts: object
    ) -> None:
        super().__init__(key, **facts)
        self.path = path
        self.line = line
        self.where = where

    @property
    def at_line(self) -> str:
        """What happened and what to do, with the line, for where the file is named already."""
        return words.say("error.at_line", line=self.line, what=self.reason) if self.line else self.reason

    def __str__(self) -> str:
        place = ":".join([str(self.path), *([str(self.line)] if self.line else [])])
        return words.say("error.in_file", place=place, what=self.reason)
