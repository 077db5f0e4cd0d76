"""The guide: its words are complete, its helpers find them, and nothing of ours reaches a shared screen."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import tomli

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem
from bpworkshop.method import exact
from bpworkshop.method.exact import RULES, STATUSES
from bpworkshop.method.guide import PHASES, ActivityKind, Guide, builtin_text, load
from bpworkshop.session import fields, readiness
from bpworkshop.session.boards import STEPS
from bpworkshop.session.dates import read_date, read_period
from bpworkshop.session.items import StepItem
from bpworkshop.session.session import LISTS
from bpworkshop.session.standing import EventKind
from bpworkshop.session.types import Kind

COLUMNS = 58  # what a line holds at 60 columns
GUIDE = load()
EVERY = [(step, phase) for step in STEPS for phase in PHASES]
CODES = ("id", "kind", "step", "asks", "audience", "phases")  # keys whose values nobody reads
HINTED = re.compile(r"such as (.+)")
Own = Callable[[str, str], FileProblem]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """The problem with a guide that is the built-in one but for one change."""

    def problem(old: str, new: str) -> FileProblem:
        source = builtin_text()
        assert old in source
        path = tmp_path / "own.toml"
        path.write_text(source.replace(old, new, 1), "utf-8")
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.path == path
        return caught.value

    return problem


def line_of(found: str, *after: str, changed: tuple[str, str] = ("", "")) -> int:
    """The line of ``found`` in the changed guide, looked for behind each of ``after``."""
    source = builtin_text().replace(*changed, 1) if changed[0] else builtin_text()
    at = 0
    for each in (*after, found):
        at = source.index(each, at)
    return source.count("\n", 0, at) + 1


class TestTheBuiltInGuide:
    def test_is_held_to_what_an_own_guide_is_held_to(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(builtin_text(), "utf-8")
        own = load(path)
        apart = ("tools", "tool_records", "evaluation", "agreement", "risks")
        assert all(getattr(own, name) for name in apart)
        assert own.toolbox == GUIDE.toolbox
        bare = own.model_dump(exclude={*apart})
        assert bare == GUIDE.model_dump(exclude={*apart})
        assert GUIDE.language == "en"

    def test_is_read_once(self) -> None:
        assert load() is GUIDE

    def test_another_language_is_missing(self) -> None:
        for language in ("xx", "../guides/en", ""):
            with pytest.raises(FileProblem) as caught:
                load(language=language)
            assert caught.value.key == "file.missing"

    def test_the_agendas_of_the_method(self) -> None:
        prepare, together = GUIDE.agenda("prepare"), GUIDE.agenda("together")
        assert prepare
        assert together
        assert [block.minutes for block in prepare.blocks] == [10, 15, 20, 15, 20, 10]
        assert [block.minutes for block in together.blocks] == [10, 5, 25, 15, 10, 25, 10, 15, 5]
        assert (prepare.minutes, together.minutes) == (90, 120)
        assert GUIDE.agenda("after") is None

    def test_activities_fit_into_the_time_of_their_step(self) -> None:
        for phase in PHASES:
            agenda = GUIDE.agenda(phase)
            for block in agenda.blocks if agenda else ():
                if block.step:
                    activities = GUIDE.step(block.step).activities_in(phase)
                    assert sum(activity.minutes for activity in activities) <= block.minutes

    def test_one_two_four_all(self) -> None:
        first = GUIDE.step("goals").activities_in("together")[:4]
        assert [activity.minutes for activity in first] == [1, 2, 4, 5]

    def test_every_kind_of_activity_is_used(self) -> None:
        used = {activity.kind for step in STEPS for activity in GUIDE.step(step).activities}
        assert used == set(get_args(ActivityKind))

    def test_step_names(self) -> None:
        names = [GUIDE.title(step) for step in STEPS]
        assert names == ["Goals", "Values", "What if", "Give & get", "Numbers", "Promises"]

    @pytest.mark.parametrize("step", STEPS)
    def test_loud_lines_fit_at_60_columns(self, step: Any) -> None:
        of = GUIDE.step(step)
        loud = [question.text for question in of.questions]
        loud += [line for activity in of.activities for line in (activity.label, activity.question or "")]
        loud += [field.ask or "" for field in of.fields.values()]
        assert not [line for line in loud if text.width(line) > COLUMNS]

    @pytest.mark.parametrize("step", STEPS)
    def test_what_is_missing_is_told_apart_by_its_words(self, step: Any) -> None:
        said = list(GUIDE.step(step).missing.values())
        assert len(said) == len(set(said))

    @pytest.mark.parametrize("name", fields.RECORDS)
    def test_labels_tell_fields_apart(self, name: str) -> None:
        labels = [GUIDE.label(name, field) for field in fields.of(name) if field not in LISTS]
        assert len(labels) == len(set(labels))

    def test_what_a_hint_shows_can_be_typed(self) -> None:
        today = date(2026, 3, 4)
        for step in STEPS:
            for field in fields.of(step).values():
                hint = HINTED.search(GUIDE.field(step, field.name).hint or "")
                for shown in re.split(", | or ", hint[1]) if hint else ():
                    if field.kind is Kind.DATE:
                        assert isinstance(read_date(shown, today), date), shown
                    if field.kind is Kind.PERIOD:
                        assert isinstance(read_period(shown, today), tuple), shown

    def test_words_of_other_rooms_do_not_come_up(self) -> None:
        def said(table: Any) -> Iterator[str]:
            if isinstance(table, str):
                yield table.casefold()
            for key, inner in table.items() if isinstance(table, dict) else ():
                if isinstance(inner, dict) or key not in CODES:
                    yield from said(inner)
            for inner in table if isinstance(table, list) else ():
                yield from said(inner)

        words = " ".join(said(tomli.loads(builtin_text())))
        for word in ("commitment", "trigger", "mitigation", "premortem", "consent", "stakeholder"):
            assert word not in words


class TestLookingUp:
    def test_each_field_and_choice_of_a_session_has_a_label(self) -> None:
        for name in fields.RECORDS:
            assert GUIDE.title(name)
            for field in fields.of(name).values():
                if name == "session" and field.name in LISTS:
                    assert GUIDE.title(field.name)
                    continue
                assert GUIDE.label(name, field.name)
                assert tuple(GUIDE.choices(name, field.name)) == field.choices
                for value in field.choices:
                    assert GUIDE.choice(name, field.name, value)

    def test_words(self) -> None:
        assert GUIDE.label("alternatives", "trigger") == "we switch when"
        assert GUIDE.label("goals", "note") == GUIDE.label("decisions", "note") == "note"
        assert GUIDE.field("goals", "whose").ask == "Whose goal is it?"
        assert GUIDE.choice("decisions", "how", "no-objection") == "no objection"
        assert GUIDE.choice("session", "phase", "together") == GUIDE.phase("together").label
        assert GUIDE.choice("parked", "step", "alternatives") == "What if"
        assert GUIDE.choice("events", "kind", "renegotiated") == GUIDE.events["renegotiated"]

    def test_what_there_is_not(self) -> None:
        with pytest.raises(KeyError):
            GUIDE.label("goals", "colour")

    def test_events_and_statuses(self) -> None:
        assert tuple(GUIDE.events) == get_args(EventKind)
        assert tuple(GUIDE.statuses) == STATUSES

    @pytest.mark.parametrize("step", STEPS)
    def test_missing(self, step: Any) -> None:
        for rule in RULES[step]:
            words = GUIDE.missing(step, rule, party="Museum", n=2)
            assert "{" not in words
            named = exact.FACTS.get((step, rule))
            assert ("Museum" in words) == (named == "party")
            assert ("2" in words) == (named == "n")

    def test_every_gap_has_words(self) -> None:
        source = Path(readiness.__file__).read_text("utf-8")
        found = re.findall(r'Gap\("(\w+)", "(\w+)"', source)
        for step, names in re.findall(r'_lacking\("(\w+)", \w+((?:, "\w+")+)\)', source):
            found += [(step, name) for name in re.findall(r"\w+", names)]
        assert len(set(found)) > 20
        for step, rule in found:
            assert rule in RULES[step]

    def test_choices_keep_the_order_in_which_they_are_typed_by_number(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        there = 'assumed = "assumed", confirmed = "confirmed"'
        other = 'confirmed = "confirmed", assumed = "assumed"'
        assert there in builtin_text()
        path.write_text(builtin_text().replace(there, other), "utf-8")
        assert tuple(load(path).choices("goals", "certainty")) == ("assumed", "confirmed")

    def test_missing_is_safe_to_show(self) -> None:
        assert "\x1b" not in GUIDE.missing("goals", "party", party="Mu\x1b[2Jseum\n")

    @pytest.mark.parametrize("step", STEPS)
    def test_asks_are_fields_that_can_be_asked(self, step: Any) -> None:
        record = fields.RECORDS[step]
        assert issubclass(record, StepItem)
        for name in GUIDE.step(step).asks:
            assert name in fields.fields(record)
            assert name != record.SAID
            assert GUIDE.field(step, name).ask

    def test_activity(self) -> None:
        step = GUIDE.step("alternatives")
        activity = step.activity("imagine")
        assert activity
        assert activity.label == "Imagine it failed"
        assert step.activity("nothing") is None
        assert step.question_for("prepare", False, activity) == "If they say no, what do we do tomorrow?"
        assert step.question_for("together", True, activity) == "What could make this fail, and what then?"
        assert step.question_for("prepare", False) == "If they say no, what do we do tomorrow?"

    def test_ready(self) -> None:
        step = GUIDE.step("alternatives")
        assert step.ready_for(everyone=False) != step.ready_for(everyone=True)
        assert GUIDE.step("goals").ready_for(everyone=True) == GUIDE.step("goals").ready


class TestWhatIsOnlyOurs:
    OURS = (
        "If they say no, what do we do tomorrow?",
        "Where would we refuse?",
        "Are we selling ourselves too cheaply?",
    )

    def test_the_three_questions_of_the_method(self) -> None:
        ours = {
            question.text
            for step in STEPS
            for question in GUIDE.step(step).questions
            if question.audience == "only-us"
        }
        assert ours == set(self.OURS)

    @pytest.mark.parametrize(("step", "phase"), EVERY)
    def test_never_stands_on_a_shared_screen(self, step: Any, phase: Any) -> None:
        """Whatever activity is handed in: also one of another phase, or one that is only ours."""
        of = GUIDE.step(step)
        ours = [question.text for question in of.questions if question.audience == "only-us"]
        ours += [activity.question or "" for activity in of.activities if activity.audience == "only-us"]
        for activity in (None, *of.activities):
            assert of.question_for(phase, True, activity) not in {*ours, *self.OURS}
        assert all(activity.audience == "everyone" for activity in of.activities_in(phase, everyone=True))

    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("everyone", [True, False])
    def test_never_comes_up_while_both_sides_are_there(self, step: Any, everyone: bool) -> None:
        of = GUIDE.step(step)
        for activity in (None, *of.activities):
            assert of.question_for("together", everyone, activity) not in self.OURS

    @pytest.mark.parametrize(("step", "phase"), EVERY)
    def test_each_phase_has_something_to_start_with(self, step: Any, phase: Any) -> None:
        assert GUIDE.step(step).activities_in(phase)[0].audience == "everyone"
        assert GUIDE.step(step).questions_in(phase, everyone=True)

    def test_is_told_by_no_word_of_an_open_activity(self) -> None:
        for step in STEPS:
            for activity in GUIDE.step(step).activities:
                if activity.audience == "everyone":
                    told = f"{activity.label} {activity.how} {activity.question}".casefold()
                    assert not re.search("refuse|cheap|say no|red line", told)


class TestAnOwnGuide:
    def test_may_say_it_differently(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(builtin_text().replace("Another goal", "One more"), "utf-8")
        assert load(path).step("goals").prompt == "One more"

    def test_may_have_its_own_words_for_a_common_field(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        more = "[steps.goals.fields.votes]\nlabel = 'dots'\n"
        path.write_text(builtin_text() + more, "utf-8")
        assert load(path).label("goals", "votes") == "dots"
        assert load(path).label("values", "votes") == "votes"

    def test_may_ask_other_themes_in_an_evaluation(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        theme = 'id = "trust"\nlabel = "Trust"\nask = "Do we trust each other?"\nlow = "no"\nhigh = "yes"\n'
        head = '[evaluation]\nrunning = "How is it?"\nfinal = "How was it?"\n'
        before, _, _ = builtin_text().partition("[evaluation]")
        path.write_text(f"{before}{head}[[evaluation.themes]]\n{theme}", "utf-8")
        own = load(path).toolbox.evaluation
        assert [one.id for one in own.themes_in("running")] == [one.id for one in own.themes_in("final")]
        assert own.theme("trust") == own.themes[0]
        assert own.theme("progress") is None

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ('id = "progress"', 'id = "collaboration"', "evaluation.themes[2].id"),
            ('low = "badly"\n', "", "evaluation.themes[1].low"),
            ('rounds = ["final"]', 'rounds = ["sometimes"]', "evaluation.themes[4].rounds[1]"),
            ('running = "How is our partnership going?"\n', "", "evaluation.running"),
        ],
    )
    def test_an_evaluation_that_does_not_fit(self, own: Own, old: str, new: str, where: str) -> None:
        assert own(old, new).where == where

    def test_may_have_other_clauses_in_an_agreement(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        clause = 'id = "insurance"\npart = "how"\nlabel = "Insurance"\nask = "Who insures it?"\n'
        before, _, _ = builtin_text().partition("[[agreement.clauses]]")
        path.write_text(f"{before}[[agreement.clauses]]\n{clause}", "utf-8")
        assert [one.id for one in load(path).toolbox.agreement.clauses] == ["insurance"]
        assert load(path).toolbox.clause("purpose") is None

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ('id = "mandate"', 'id = "parties"', "agreement.clauses[3].id"),
            ('id = "mandate"\npart = "who"', 'id = "mandate"\npart = "when"', "agreement.clauses[3].part"),
            ('ask = "Who are the parties', 'asks = "Who are the parties', "agreement.clauses[1].asks"),
        ],
    )
    def test_an_agreement_that_does_not_fit(self, own: Own, old: str, new: str, where: str) -> None:
        assert own(old, new).where == where

    def test_a_typo_names_the_nearest_key(self, own: Own) -> None:
        """The key it stands for is missing too; what was written says more."""
        changed = ('prompt = "Another goal"', 'promt = "Another goal"')
        problem = own(*changed)
        assert (problem.where, problem.facts["near"]) == ("steps.goals.promt", "prompt")
        assert problem.line == line_of("promt", changed=changed)

    def test_an_unknown_key_names_the_nearest(self, own: Own) -> None:
        changed = ('prompt = "Another goal"', 'prompt = "Another goal"\nreadyy = "x"')
        problem = own(*changed)
        assert (problem.where, problem.facts["near"]) == ("steps.goals.readyy", "ready")
        assert problem.line == line_of("readyy", changed=changed)
        assert f":{problem.line}:" in str(problem)

    @pytest.mark.parametrize(
        ("old", "new", "where", "near"),
        [
            ("[steps.goals]", "[steps.gaols]\nlabel = 'x'\n[steps.goals]", "steps.gaols", "goals"),
            ("[events]", "[events]\nkeptt = 'x'", "events.keptt", "kept"),
            ("[statuses]", "[statuses]\nlatee = 'x'", "statuses.latee", "late"),
            ("[records.notes]", "[records.note]\n[records.notes]", "records.note", "notes"),
            (
                "[steps.goals.missing]",
                "[steps.goals.missing]\naims = 'x'",
                "steps.goals.missing.aims",
                "aim",
            ),
            (
                "[steps.goals.fields]",
                "[steps.goals.fields]\nmesure = { label = 'x' }",
                "steps.goals.fields.mesure",
                "measure",
            ),
            (
                "choices = { assumed =",
                "choices = { asumed = 'x', assumed =",
                "steps.goals.fields.certainty.choices.asumed",
                "assumed",
            ),
            (
                'label = "whose"\nask',
                'label = "whose"\nhnt = "x"\nask',
                "steps.goals.fields.whose.hnt",
                "hint",
            ),
        ],
    )
    def test_names_that_there_are_not(self, own: Own, old: str, new: str, where: str, near: str) -> None:
        problem = own(old, new)
        assert (problem.where, problem.facts["near"]) == (where, near)
        assert problem.line == line_of(where.rpartition(".")[2], changed=(old, new))

    @pytest.mark.parametrize(
        ("old", "where"),
        [
            ('language = "en"\n', "language"),
            ('aim = "which aim it serves"\n', "steps.goals.missing.aim"),
            ('label = "for whom", ', "steps.goals.fields.beneficiaries.label"),
            ('beneficiaries = { label = "for whom", ask = "Who is better off?" }\n', "steps.goals.fields.b"),
            ('ask = "Whose goal is it?"\n', "steps.goals.fields.whose.ask"),
            ('role = { label = "role", ask = "What do they do there?" }\n', "records.people.fields.role"),
            (', confirmed = "confirmed"', "steps.goals.fields.certainty.choices.confirmed"),
            ('missed = "missed"\n', "events.missed"),
            ('kept-late = "kept, late"\n', "statuses.kept-late"),
            ('note = { label = "note", ask = "What else is there to say?" }\n', "common.fields.note"),
            ('audience = "only-us"\n', "phases.prepare.audience"),
        ],
    )
    def test_what_is_missing(self, own: Own, old: str, where: str) -> None:
        problem = own(old, "")
        assert problem.where.startswith(where)
        assert problem.line or where == "language"
        assert problem.facts["reason"] == "this key, which is missing"

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ('kind = "premortem"', 'kind = "pre-mortem"', "steps.alternatives.activities[1].kind"),
            ("minutes = 8", "minutes = 0", "steps.alternatives.activities[1].minutes"),
            ("minutes = 8", 'minutes = "8"', "steps.alternatives.activities[1].minutes"),
            ('step = "goals"', 'step = "gaols"', "agendas.prepare.blocks[3].step"),
            ('asks = ["whose",', 'asks = ["who",', "steps.goals.asks[1]"),
            ('asks = ["whose",', 'asks = ["statement",', "steps.goals.asks[1]"),
            ('asks = ["ratings",', 'asks = ["red_line",', "steps.values.asks[1]"),
            ('audience = "everyone"', 'audience = "all"', "phases.together.audience"),
            ('prompt = "Another goal"', 'prompt = ""', "steps.goals.prompt"),
            ('prompt = "Another goal"', 'prompt = "a\\u001bb"', "steps.goals.prompt"),
            ('"a goal of {party}"', '"a goal of {n}"', "steps.goals.missing.party"),
            ('"a goal of {party}"', '"a goal of {party.x}"', "steps.goals.missing.party"),
            ('"a goal of {party}"', '"a goal of {party!r}"', "steps.goals.missing.party"),
            ('"a goal of {party}"', '"a goal of {party:>9}"', "steps.goals.missing.party"),
            ('"a goal of {party}"', '"a goal of {"', "steps.goals.missing.party"),
            ('"a goal of {party}"', '"a goal of {}"', "steps.goals.missing.party"),
            ('"a goal we share"', '"a goal of {party}"', "steps.goals.missing.shared"),
        ],
    )
    def test_a_wrong_value(self, own: Own, old: str, new: str, where: str) -> None:
        problem = own(old, new)
        assert problem.where == where
        assert problem.line == line_of(new, changed=(old, new))
        assert str(problem)

    def test_both_sides_are_never_only_us(self, own: Own) -> None:
        problem = own('audience = "everyone"', 'audience = "only-us"')
        assert problem.where == "phases.together.audience"
        assert problem.line == line_of("audience", "[phases.together]")

    def test_an_activity_named_twice(self, own: Own) -> None:
        problem = own('id = "pairs"', 'id = "alone"')
        assert problem.where == "steps.goals.activities[2].id"
        assert problem.line == line_of('id = "pairs"')

    def test_a_block_named_twice(self, own: Own) -> None:
        problem = own('id = "idea"', 'id = "aim"')
        assert problem.where == "agendas.prepare.blocks[2].id"

    def test_a_question_of_ours_in_a_shared_phase(self, own: Own) -> None:
        asked = 'text = "Where would we refuse?"\naudience = "only-us"\nphases = ["prepare"'
        problem = own(asked, f'{asked}, "together"')
        assert problem.where == "steps.values.questions[3].phases"
        assert problem.line == line_of("phases", "Where would we refuse?")

    def test_a_question_of_ours_must_name_its_phases(self, own: Own) -> None:
        asked = 'text = "Where would we refuse?"\naudience = "only-us"\n'
        problem = own(f'{asked}phases = ["prepare"]\n', asked)
        assert problem.where == "steps.values.questions[3].phases"

    def test_an_activity_of_ours_in_a_shared_phase(self, own: Own) -> None:
        problem = own(
            'phases = ["prepare"]\naudience = "only-us"\nhow', 'phases = ["after"]\naudience = "only-us"\nhow'
        )
        assert problem.where == "steps.values.activities[2].phases"

    def test_a_phase_without_a_question(self, own: Own) -> None:
        text = "Which of our goals did we reach?"
        problem = own(
            f'text = "{text}"\naudience = "everyone"\nphases = ["after"]',
            f'text = "{text}"\naudience = "everyone"\nphases = ["prepare"]',
        )
        assert problem.where == "steps.goals.questions"
        assert problem.line == line_of("[[steps.goals.questions]]")

    def test_a_phase_without_an_activity(self, own: Own) -> None:
        after = 'id = "settle"\nlabel = "Settle the promises"\nkind = "talk"\nminutes = 10\nphases = ["'
        problem = own(f'{after}after"]', f'{after}together"]')
        assert problem.where == "steps.commitments.activities"

    def test_an_agenda_without_blocks(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(builtin_text() + "[agendas.after]\nlabel = 'x'\n", "utf-8")
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.where == "agendas.after.blocks"
        assert caught.value.line

    def test_a_phase_that_there_is_not(self, own: Own) -> None:
        problem = own('phases = ["after"]', 'phases = ["afterwards"]')
        assert problem.where == "steps.goals.questions[4].phases[1]"

    def test_what_is_no_toml(self, own: Own) -> None:
        problem = own('language = "en"', 'language = "en')
        assert problem.line == line_of('language = "en"')

    def test_is_told_in_the_order_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(re.sub("minutes = .*", "minutes = 0", builtin_text()), "utf-8")
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.where == "agendas.prepare.blocks[1].minutes"


class TestTheFile:
    def test_a_missing_one(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem) as caught:
            load(tmp_path / "none.toml")
        assert caught.value.key == "file.missing"

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem) as caught:
            load(tmp_path)
        assert caught.value.key == "file.folder"

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileProblem) as caught:
            load(tmp_path / "pipe")
        assert caught.value.key == "file.special"

    def test_one_that_is_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_bytes(b"#" * (exact.MAX_BYTES + 1))
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.key == "file.too_large"
        assert str(caught.value)

    def test_a_name_that_can_be_none(self) -> None:
        with pytest.raises(FileProblem) as caught:
            load(Path("a\0b"))
        assert caught.value.key == "file.name"

    @pytest.mark.parametrize(("error", "key"), [(PermissionError, "file.denied"), (OSError, "file.io")])
    def test_what_the_system_refuses(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[OSError], key: str
    ) -> None:
        path = tmp_path / "own.toml"
        path.write_text(builtin_text(), "utf-8")

        def refuse(*_: object, **__: object) -> None:
            raise error(5, "no")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.key == key

    def test_an_empty_one_is_refused_with_what_it_lacks(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text("")
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert caught.value.where == "language"

    def test_the_built_in_one_is_toml_that_says_where(self) -> None:
        document = toml.read(builtin_text().encode(), Path("en.toml"))
        assert Guide.model_validate(document.data).steps == GUIDE.steps
        assert document.line(("steps", "values", "label")) == line_of('label = "Values"', "[steps.values]")


def test_next_goes_through_every_activity_of_every_step_and_ends() -> None:
    guide = load()
    for everyone in (False, True):
        wanted = [
            (step, one.id) for step in STEPS for one in guide.step(step).activities_in("prepare", everyone)
        ]
        found = [wanted[0]]
        while place := guide.along(*found[-1], 1, "prepare", everyone):
            found.append(place)
        assert found == wanted
        back = [wanted[-1]]
        while place := guide.along(*back[-1], -1, "prepare", everyone):
            back.append(place)
        assert back == wanted[::-1]


def test_next_from_a_step_without_an_activity_is_that_after_its_first() -> None:
    second = load().step("goals").activities_in("prepare")[1]
    assert load().along("goals", None, 1, "prepare", everyone=False) == ("goals", second.id)
