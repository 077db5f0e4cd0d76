"""A guide as plain text: what a facilitator reads before the meeting."""

from collections.abc import Iterator
from typing import get_args

from bpworkshop.method.guide import Guide, StepGuide
from bpworkshop.session.boards import STEPS
from bpworkshop.session.types import Phase
from bpworkshop.words import say


def outline(guide: Guide) -> Iterator[str]:
    """Phases with their time plans, then each step: what is asked, what is done, when it is ready."""
    phases: tuple[Phase, ...] = get_args(Phase)
    for phase in phases:
        about = guide.phase(phase)
        yield say("outline.phase", label=about.label, explain=about.explain)
        if agenda := guide.agenda(phase):
            blocks = ", ".join(f"{block.label} {block.minutes}" for block in agenda.blocks)
            yield say("outline.agenda", label=agenda.label, n=agenda.minutes, blocks=blocks)
    for number, step in enumerate(STEPS, 1):
        yield ""
        yield f"{number} {guide.step(step).label}"
        yield from _step(guide, guide.step(step), phases)


def _step(guide: Guide, step: StepGuide, phases: tuple[Phase, ...]) -> Iterator[str]:
    for phase in phases:
        yield say("outline.in_phase", label=guide.phase(phase).label)
        for question in step.questions_in(phase, everyone=False):
            yield f"    {_marked(question.text, question.audience)}"
        for activity in step.activities_in(phase):
            told = say("outline.activity", label=activity.label, n=activity.minutes, how=activity.how)
            yield f"    {_marked(told, activity.audience)}"
    yield say("outline.ready", words=step.ready)
    if step.ready_everyone:
        yield say("outline.ready_everyone", words=step.ready_everyone)


def _marked(words: str, audience: str) -> str:
    return say("outline.only_us", words=words) if audience == "only-us" else words
