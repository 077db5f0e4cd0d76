"""Documents as they are, to be looked at when they change: ``python -m tests.goldens`` writes them anew."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import tomli

from bpworkshop.documents import reading, svg
from bpworkshop.documents.agreement import agreement
from bpworkshop.documents.communication_plan import communication_plan
from bpworkshop.documents.evaluation import evaluation
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.invitation import invitation
from bpworkshop.documents.kit import kit
from bpworkshop.documents.minutes import minutes
from bpworkshop.documents.offer import offer
from bpworkshop.documents.risks import risks
from bpworkshop.figures.charts import Chart, Shown, charts
from bpworkshop.figures.facts import Fact, Method
from bpworkshop.method import guide
from bpworkshop.review.calendar import calendar
from bpworkshop.session.session import Session
from bpworkshop.session.tools import Grade, Risk
from bpworkshop.store import codec
from bpworkshop.store.promised import Promised, promised
from bpworkshop.toolbox.communication import draft
from tests import evaluated

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
    kits = {f"kit-artist.{name}": form.written(kit(reader, NOW)) for name, form in FORMS.items()}
    kits |= documents() | plans() | evaluations()
    calendars = {"commitments.ics": calendar(samples()).replace("\r\n", "\n")}
    return {**kits, **calendars, **{f"chart-{one.kind}.svg": svg.written(one) for one in pictures()}}


def documents() -> dict[str, str]:
    """Documents of each sample, for everyone."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "sessions").glob("*.toml")):
        session = codec.decode(path.read_bytes(), path)
        reader = reading.reader(session, None, guide.load(), None, only_us=False)
        for document in (minutes, invitation, offer, agreement, evaluation, communication_plan, risks):
            name = f"{document.__name__}-{path.stem.rpartition('-')[2]}"
            made = document(reader, Paper())
            found |= {f"{name}.{kind}": form.written(made) for kind, form in FORMS.items()}
    return found


def evaluations() -> dict[str, str]:
    """What a session came to that was evaluated, for everyone."""
    made = evaluation(reading.reader(evaluated.session(), None, guide.load(), None, only_us=False), Paper())
    return {f"evaluation.{kind}": form.written(made) for kind, form in FORMS.items()}


def plans() -> dict[str, str]:
    """The communication plan as it is drafted of the artist's session, and its risks, weighed."""
    undrafted = sample().model_copy(update={"occasions": ()})
    reader = reading.reader(undrafted, None, guide.load(), NOW.date(), only_us=False)
    ids = (f"row{number}" for number in count(1))
    grades: tuple[tuple[Grade, Grade], ...] = (("high", "high"), ("high", "medium"), ("low", "low"))
    weighed: list[dict[str, object]] = [
        {"likelihood": likelihood, "impact": impact} for likelihood, impact in grades
    ]
    weighed.append({"review": NOW.date(), "state": "came"})
    starts = zip(reader.guide.toolbox.risks.start, weighed, strict=True)
    full = reader.session.model_copy(
        update={
            "occasions": draft(reader, lambda: next(ids), ours=False),
            "risks": tuple(
                Risk.model_validate({"id": f"risk{number}", **one.model_dump(), **more})
                for number, (one, more) in enumerate(starts, 1)
            ),
        }
    )
    filled = replace(reader, session=full)
    made = {"communication-plan": communication_plan(filled, Paper()), "risks": risks(filled, Paper())}
    return {f"{name}.{kind}": form.written(one) for name, one in made.items() for kind, form in FORMS.items()}


def pictures() -> list[Chart]:
    """A chart of each kind, with an estimate and a gap."""

    def visits(value: int, library: str, year: int, method: Method = "counted") -> Fact:
        days = date(year, 1, 1), date(year, 12, 31)
        facts = (
            "visits",
            Decimal(value),
            "visits",
            *days,
            method,
            "",
            "",
            library,
            "visits.csv",
            "Visits",
            2,
        )
        return Fact(*facts)

    past = tuple(visits(value, "City", year) for value, year in ((401_200, 2014), (388_960, 2015)))
    now = visits(412_770, "City", 2018, "estimated")
    return charts([Shown(now, past=past), Shown(visits(96_310, "Blakelaw & “West”", 2018))])


def samples() -> list[Promised]:
    """The promises of the sample sessions."""
    paths = sorted((ROOT / "sessions").glob("*.toml"))
    return [one for path in paths for one in promised(tomli.loads(path.read_text("utf-8")), path.stem)]


if __name__ == "__main__":
    for name, said in made().items():
        (FOLDER / name).write_text(said, "utf-8")
