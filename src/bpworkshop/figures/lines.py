"""The lines of a text file, a block at a time: what can't hold the wanted is passed over whole."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from bpworkshop.figures.scan import Progress

BLOCK = 1 << 13


class Lines(Iterator[str]):
    """The lines of a file as they stand, their ends included."""

    def __init__(self, file: BinaryIO, encoding: str, size: int, progress: Progress | None) -> None:
        self._bytes = file
        self._file = io.TextIOWrapper(file, encoding, newline="")
        self._size = size
        self._progress = progress
        self._block = io.StringIO()
        self._left = 0

    def __next__(self) -> str:
        if self._over:
            self._take(self._read())
        found = self._block.readline()
        if not found:
            raise StopIteration
        self._left -= len(found)
        return found

    def skip(self, may_hold: Callable[[str], bool]) -> int:
        """Pass over whole blocks that can't hold what is looked for; how many lines those were.

        One with a quotation mark is never passed over: a record may begin in it.
        """
        if not self._over:
            return 0
        passed = 0
        while (block := self._read()) and '"' not in block and not may_hold(block):
            passed += block.count("\n")
            if "\r" in block:  # counting pairs is slow, and most files have none
                passed += block.count("\r") - block.count("\r\n")
        self._take(block)
        return passed

    @property
    def _over(self) -> bool:
        return not self._left

    def _take(self, block: str) -> None:
        self._block, self._left = io.StringIO(block, newline=""), len(block)

    def _read(self) -> str:
        """The next block, which ends with a line."""
        block = self._file.read(BLOCK)
        if self._progress:
            self._progress(self._bytes.tell(), self._size)
        return block + self._file.readline() if block else block
