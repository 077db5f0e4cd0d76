"""The screens that open over the workshop. Each is imported when it does: the first frame needs none."""

from typing import TYPE_CHECKING

from bpworkshop.commands import Face, Told
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.commands.registry import whole
from bpworkshop.errors import Problem
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.tui.screens.offer import Name
    from bpworkshop.tui.screens.planning import Name as PlanningName

TYPED = {
    "/table": "table",
    "/timer big": "big",
    "/opening": "opening",
    "/ending": "ending",
    "/curtain": "curtain",
    "/package": "package",
    "/give-and-get": "exchange",
    "/weeks": "weeks",
    "/matrix": "matrix",
    "/agreement": "agreement",
    "/evaluation": "evaluation",
    "/tools": "tools",
    "/assessment": "assessment",
}
"""Commands that have a screen of their own here: where everything is told line by line they have none."""


class Over(HelpedScreen[None]):
    """Opens other screens, and goes on where they were left. ``chosen``: the item chosen on each board."""

    face: Face
    dialogue: Dialogue
    chosen: dict[str, str]

    def tell(self, *lines: str, wrong: bool = False, asked: str | None = None) -> None:
        raise NotImplementedError

    def draw(self) -> None:
        raise NotImplementedError

    def chosen_number(self) -> str:
        raise NotImplementedError

    def action_leave(self) -> None:
        raise NotImplementedError

    def opens(self, typed: str) -> bool:
        """Whether a typed command, with its whole name or the beginning of it, opened a screen.

        Raises Problem for what can't be behind its name.
        """
        if not typed.startswith("/"):
            return False
        typed = whole(self.face, typed.strip())
        name = TYPED.get(typed)
        command, _, rest = typed.partition(" ")
        if name:
            getattr(self, f"action_{name}")()
        elif command == "/chart":
            self._chart(rest)
        elif command == "/import":
            self.action_import(rest.strip())
        elif command == "/export":
            self.action_export(rest.strip())
        return bool(name) or command in ("/chart", "/import", "/export")

    def action_form(self) -> None:
        """Every field of the chosen item, to be filled in."""
        if self.chosen_number():
            from bpworkshop.tui.screens.form import ItemForm

            form = ItemForm(self.face, self.face.step, self.chosen[self.face.step])
            self.app.push_screen(form, self._back_from)

    def action_table(self) -> None:
        """Choose what is brought to the table; where everyone reads there is nothing to choose from."""
        if self.face.only_us:
            from bpworkshop.tui.screens.table import TableScreen

            self.app.push_screen(TableScreen(self.face), self._back_from)
        else:
            self.tell(say("command.not_here", name="table", where=say("command.table.where")), wrong=True)

    def action_import(self, typed: str = "") -> None:
        """Figures from a file, where they can be taken in."""
        from bpworkshop.commands.importing import ready
        from bpworkshop.tui.screens.importing import ImportScreen

        before = len(self.face.view.figures)

        def came(told: Told | None) -> None:
            # The first that is new is in sight; what was renewed stands where it stood.
            if self.face.view.figures[before:]:
                self.chosen["figures"] = self.face.view.figures[before].id
            self._back_from(told)

        if ready(self.face):
            self.app.push_screen(ImportScreen(self.face, typed), came)
        else:
            self.tell(say("command.not_here", name="import", where=say("command.import.where")), wrong=True)

    def action_export(self, typed: str = "") -> None:
        """A document into a file, which is read first; what was typed behind the name is said already."""
        from bpworkshop.tui.screens.exporting import ExportScreen

        self.app.push_screen(ExportScreen.typed(self.face, typed), self._back_from)

    def action_ending(self) -> None:
        """The short ending: its lines go to the same dialogue, and it can be left and taken up again."""
        from bpworkshop.tui.screens.ending import EndingScreen

        self.app.push_screen(EndingScreen(self.face, self.dialogue), self._back_from)

    def action_opening(self) -> None:
        """What earlier sessions left, where there is something that this screen may show."""
        from bpworkshop.commands.opening import OPENING
        from bpworkshop.tui.screens.opening import OpeningScreen

        try:
            OPENING.ready(self.face)
        except Problem as problem:
            self.tell(str(problem), wrong=True)
        else:
            self.app.push_screen(OpeningScreen(self.face, self.dialogue), self._back_from)

    def action_rehearse(self) -> None:
        """See the session as the other side will see it: it shows less than any screen of ours."""
        from bpworkshop.tui.screens.rehearsal import RehearsalScreen

        self.app.push_screen(RehearsalScreen(self.face), self._back_from)

    def action_big(self) -> None:
        """The clock for the back row."""
        from bpworkshop.tui.screens.timer import TimerScreen

        self.app.push_screen(TimerScreen(self.face), self._back_from)

    def action_curtain(self) -> None:
        from bpworkshop.tui.screens.curtain import CurtainScreen

        self.app.push_screen(CurtainScreen(self.face), self._back_from)

    def action_chart(self) -> None:
        """Pictures of the figures; from the board of figures beginning with the chosen one."""
        at_figures = self.face.step == "figures"
        self._offer("chart", self.chosen.get("figures") if at_figures else None)

    def action_package(self) -> None:
        self._offer("package")

    def action_exchange(self) -> None:
        self._offer("exchange")

    def action_weeks(self) -> None:
        self._planning("weeks")

    def action_matrix(self) -> None:
        self._planning("matrix")

    def _planning(self, page: "PlanningName") -> None:
        from bpworkshop.tui.screens.planning import PlanningScreen

        self.app.push_screen(PlanningScreen(self.face, page), self._back_from)

    def action_agreement(self) -> None:
        """The agreement on a page."""
        from bpworkshop.tui.screens.agreement import AgreementScreen

        self.app.push_screen(AgreementScreen(self.face), self._back_from)

    def action_evaluation(self) -> None:
        """What the evaluations say."""
        from bpworkshop.tui.screens.evaluation import EvaluationScreen

        self.app.push_screen(EvaluationScreen(self.face), self._back_from)

    def _chart(self, number: str) -> None:
        from bpworkshop.commands.offering import drawn

        try:
            self._offer("chart", drawn(self.face, number))
        except Problem as problem:
            self.tell(str(problem), wrong=True)

    def _offer(self, page: "Name", item: str | None = None) -> None:
        from bpworkshop.tui.screens.offer import OfferScreen

        self.app.push_screen(OfferScreen(self.face, page, item), self._back_from)

    def action_assessment(self) -> None:
        """What we know of the partners, where nobody else reads."""
        if self.face.only_us:
            from bpworkshop.tui.screens.assessing import AssessmentScreen

            self.app.push_screen(AssessmentScreen(self.face), self._back_from)
        else:
            where = say("command.assessment.where")
            self.tell(say("command.not_here", name="assessment", where=where), wrong=True)

    def action_tools(self) -> None:
        """The boards of the tool box, to go to one."""
        from bpworkshop.tui.screens.tools import ToolsScreen

        self.app.push_screen(ToolsScreen(self.face), self._back_from)

    def action_page(self, closing: bool) -> None:
        """The first page, or the last."""
        from bpworkshop.tui.screens.overview import OverviewScreen

        self.app.push_screen(OverviewScreen(self.face, closing=closing), self._back_from)

    def _back_from(self, told: Told | None) -> None:
        """Another screen lay on this one: tell what was done there, and draw what has changed."""
        if told:
            self.tell(*told.lines)
        if told and told.leave:
            self.action_leave()
            return
        self.draw()
