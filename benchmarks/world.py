"""Where the benchmarks happen: a folder on the disk we stand on, and programs started as a user does.

Not ``/tmp``: that is often memory, where ``fsync`` costs nothing and a ratio
with it means nothing.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

TIMEOUT = 60
IN_MEMORY = ("tmpfs", "ramfs")


class World:
    """A folder of its own under ``.bench/`` here, gone afterwards; a home in it for the programs."""

    def __enter__(self) -> Self:
        self.parent = Path.cwd() / ".bench"
        self.parent.mkdir(exist_ok=True)
        self.folder = Path(mkdtemp(dir=self.parent))
        self.environment = _environment(self.new_folder("home"))
        self.cwd = self.new_folder("cwd")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        rmtree(self.folder)
        if not any(self.parent.iterdir()):
            self.parent.rmdir()

    def new_folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder

    @property
    def file_system(self) -> str:
        return file_system(self.folder)

    def run(self, command: Sequence[str], stdin: bytes = b"") -> str:
        """Run a program to its end; what it printed. Raises when it did not do what it was asked.

        A benchmark of a refusal is fast and worthless.
        """
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            env=self.environment,
            cwd=self.cwd,
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise RuntimeError(f"{' '.join(command[1:])[:80]!r} gave {done.returncode}: {said[-300:]}")
        return done.stdout.decode()

    def python(self, code: str) -> None:
        """Run some Python with the interpreter that runs us: the other side of the programs' ratios."""
        self.run([sys.executable, "-c", code])

    def ours(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run ``bpworkshop`` as it is installed beside this interpreter."""
        return self.run([*self.program, *arguments], stdin)

    @property
    def program(self) -> list[str]:
        """``bpworkshop`` as it is called."""
        return _program()


def _program() -> list[str]:
    installed = Path(sys.executable).with_name("bpworkshop")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "bpworkshop"]


def _environment(home: Path) -> dict[str, str]:
    """Ours without what changes how Python starts (a user has bytecode caches), and with another home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "BPWORKSHOP_", "XDG_", "LC_", "COV_"))
    }
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {**kept, **places, "HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def file_system(path: Path) -> str:
    """The kind of file system that a path is on, as far as this system tells."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return "unknown"
    best, kind = Path(), "unknown"
    for mount in mounts:
        left, _, right = mount.partition(" - ")
        point = Path(left.split()[4].encode().decode("unicode_escape"))
        # A later mount at the same place lies over an earlier one.
        if path.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, right.split()[0]
    return kind
