"""Whether screens can be drawn here, and how they begin. Textual is imported only when they are."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from bpworkshop.words import say

Way = Literal["screens", "lines", "neither"]


def way() -> Way:
    """How a group can be led here: on screens, line by line, or neither of the two as it stands.

    A script on stdin is played, and a dumb terminal is led line by line. What
    is left – output into a pipe while somebody sits at the keyboard, no stdin
    at all – would wait for keys whose answer nobody sees.
    """
    if _is_script():
        return "lines"
    if not _is_terminal(sys.stdin):
        return "neither"
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "lines"
    # Textual draws on stderr.
    return "screens" if _is_terminal(sys.stdout) and _is_terminal(sys.stderr) else "neither"


def _is_terminal(stream: object) -> bool:
    """A stream that is closed, or none at all, is no terminal."""
    try:
        return bool(stream and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:
        return False


def _is_script() -> bool:
    """Whether stdin is a pipe or a file of lines."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def lead(folder: Path, go_on: Callable[[str], str], **begin: Any) -> int:
    """Run the screens until somebody leaves, then say where everything is; the exit code.

    ``go_on`` makes the command that opens a session again, of its handle.
    Raises Problem for a session that can't be opened.
    """
    from bpworkshop.tui import guard
    from bpworkshop.tui.app import WorkshopApp

    app = WorkshopApp(folder, **begin)
    guard.watch(lambda: app.call_from_thread(app.exit), app.led.last_words)
    app.run()
    if app.led.rescued:
        print(say("plain.rescued", path=str(app.led.rescued)), file=sys.stderr)
        return 1
    if app.led.workshop:
        print(say("plain.saved", path=str(app.led.workshop.path), line=go_on(app.led.workshop.path.stem)))
    return app.return_code or 0
