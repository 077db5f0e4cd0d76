"""Documents as they are, to be looked at when they change: ``python -m tests.goldens`` writes them anew."""

from datetime import UTC, datetime
from pathlib import Path

from bpworkshop.documents import reading
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.kit import kit
from bpworkshop.method import guide
from bpworkshop.session.session import Session
from bpworkshop.store import codec

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "golden"
NOW = datetime(2019, 2, 11, 9, 0, tzinfo=UTC)


def sample() -> Session:
    """The sample session of the artist, as it was when both sides met."""
    path = ROOT / "sessions" / "2019-02-11-planetarium-artist.toml"
    session = codec.decode(path.read_bytes(), path)
    return session.model_copy(update={"phase": "together", "status": "running"})


def made() -> dict[str, str]:
    """Each file of the folder, with what it should say."""
    session = sample()
    reader = reading.reader(session, None, guide.load(), NOW.date(), only_us=False)
    return {f"kit-artist.{name}": form.written(kit(reader, NOW)) for name, form in FORMS.items()}


if __name__ == "__main__":
    for name, said in made().items():
        (FOLDER / name).write_text(said, "utf-8")
