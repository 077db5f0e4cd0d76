"""When the program itself is wrong: words on the screen, and the rest in a file for who looks after it.

A traceback would show a room what stands in variables, and help nobody in it.
"""

import traceback

from rich.text import Text

from bpworkshop import places
from bpworkshop.errors import Problem
from bpworkshop.store import atomic
from bpworkshop.words import say


def told() -> Text:
    """What to tell about the error that is being handled; where it went is written down first."""
    path = places.data() / "fault.txt"
    try:
        atomic.make_folder(path.parent)
        atomic.write(path, traceback.format_exc().encode(errors="replace"))
    except Problem as problem:
        return Text(f"{say('app.fault')}\n{problem}")
    return Text(f"{say('app.fault')}\n{say('app.fault_file', path=path)}")
