"""The partner assessment, our own house and the aims, below the screen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import text
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.review.aims import served
from bpworkshop.session import answers, fields
from bpworkshop.session.items import Goal, Party
from bpworkshop.session.readiness import CRITERIA, gaps
from bpworkshop.session.session import Session
from bpworkshop.session.shorthand import read_line
from bpworkshop.session.tools import Aim, Assessment, Asset
from bpworkshop.session.types import Step
from bpworkshop.store.folder import Listed, told
from bpworkshop.toolbox import assessing, strategy
from bpworkshop.toolbox.assessing import Judged
from bpworkshop.tui import assessing as drawing
from bpworkshop.tui.boards import Drawn, rows
from tests.strategies import small

TODAY = date(2026, 11, 22)


def reader(session: Session) -> Reader:
    return Reader(session, load(), TODAY, everyone=False)


def known(n: int, **values: Any) -> Assessment:
    given = {"id": f"k{n}", "known": f"Known {n}", "party": "school", "criterion": "finances", **values}
    return Assessment.model_validate(given)


def judged(*items: Assessment) -> Judged:
    (partner,) = assessing.assessed(reader(small(assessments=items))).partners
    return partner.judged["finances"]


# Partner assessment


@pytest.mark.parametrize(
    ("items", "strengths", "reliability"),
    [
        ([{"strength": "low", "reliability": "high"}], ("low",), "high"),
        (
            [{"strength": "low", "reliability": "low"}, {"strength": "high", "reliability": "medium"}],
            ("high",),
            "medium",
        ),
        (
            [{"strength": "high", "reliability": "high"}, {"strength": "low", "reliability": "high"}],
            ("low", "high"),
            "high",
        ),
        ([{"strength": "medium"}], ("medium",), None),
        ([{"reliability": "high"}], (), None),
    ],
)
def test_the_surest_source_judges_and_where_they_disagree_both_stand(
    items: list[dict[str, Any]], strengths: tuple[str, ...], reliability: str | None
) -> None:
    found = judged(*(known(n, **one) for n, one in enumerate(items)))
    assert (found.strengths, found.reliability) == (strengths, reliability)
    assert found.numbers == tuple(range(1, len(items) + 1))


def session() -> Session:
    museum = Party(id="museum", name="Museum", handle="museum")
    items = (
        known(1, strength="high", reliability="high"),
        known(2, criterion="governance", known="Who signs?", unknown="Who signs?"),
        known(3, party="museum", strength="low", reliability="low", unknown="How long?"),
        known(4, party=None),
        known(5, party="library", criterion="staff"),
    )
    return small(parties=(*small().parties, museum), assessments=items)


def test_each_partner_is_told_by_every_criterion_with_the_questions_in_a_list() -> None:
    lines = [*assessing.lines(reader(session()))]
    assert lines[0] == "School: 2 of 9 criteria"
    assert "  governance: to find out (2)" in lines
    assert "  finances: strong, sure: high (1)" in lines
    assert "Without a partner or a criterion: 4, 5." in lines
    assert lines[-3:] == [
        "Still to find out",
        "  2 Who signs? (School, governance)",
        "  3 How long? (Museum, finances)",
    ]
    blank = next(line for line in lines if line.startswith("  Nothing yet about"))
    assert blank.count(",") == 6


@pytest.mark.parametrize("width", [36, 58, 78, 118, 200])
def test_the_table_has_every_criterion_of_every_partner_in_any_width(width: int) -> None:
    drawn = [row.plain for row in drawing.page(reader(session()), width)]
    assert all(text.width(line) <= width for line in drawn)
    whole = " ".join(" ".join(drawn).split())
    for words in (
        "School",
        "Museum",
        "strong, sure: high (1)",
        "to find out (2)",
        "weak, sure: low (3)",
        "2 Who signs?",
    ):
        assert words in whole
    assert whole.count("nothing yet") == 2 * len(CRITERIA) - 3
    beside = any("School" in line and "Museum" in line for line in drawn)
    assert beside == (width >= 78)


def test_gaps_count_the_criteria_and_a_question_needs_no_source() -> None:
    words = reader(session()).still_to_say("assessments")
    assert "7 more of the criteria about School" in words
    assert "8 more of the criteria about Museum" in words
    asked = {(gap.item, gap.field) for gap in gaps(session(), "assessments", everyone=False)}
    assert ("k2", "reliability") not in asked
    assert ("k4", "party") in asked
    assert ("k5", "strength") in asked


@pytest.mark.parametrize(
    ("board", "typed", "field", "value", "words"),
    [
        ("assessments", "finances: Two grants end", "criterion", "finances", "Two grants end"),
        ("assessments", "Track record:  Three clubs", "criterion", "track-record", "Three clubs"),
        ("assessments", "gove: @school the mayor", "criterion", "governance", "the mayor"),
        ("assessments", "sta: too short", "criterion", None, "sta: too short"),
        ("assessments", "stay: on", "criterion", "staying-power", "on"),
        ("assessments", "staff: seven", "criterion", "staff", "seven"),
        ("assessments", "Note: it rains", "criterion", None, "Note: it rains"),
        ("assessments", "Who pays?", "unknown", "Who pays?", "Who pays?"),
        ("assessments", "finances: Who pays?", "unknown", "Who pays?", "Who pays?"),
        ("assets", "network: Ana and Ben", "topic", "leads-network", "Ana and Ben"),
        ("assets", "partnership: @ana", "topic", "leads-partnership", "ana"),
        ("assets", "A room: large", "topic", None, "A room: large"),
        ("goals", "finances: sound", "criterion", None, "finances: sound"),
    ],
)
def test_the_first_words_say_what_a_line_is_about(
    board: Step, typed: str, field: str, value: str | None, words: str
) -> None:
    line = read_line(typed, board, small(), TODAY)
    assert (line.fields.get(field), line.text) == (value, words)


# Our own house


def test_what_was_checked_over_a_year_ago_is_marked_in_every_reading() -> None:
    items = (
        Asset(id="h1", asset="Old room", team="Children", checked=date(2025, 11, 21)),
        Asset(id="h2", asset="Room", team="children", checked=date(2025, 11, 22)),
    )
    house = small(assets=items)
    lines = reader(house).board("assets")
    assert ["over a year ago" in line for line in lines] == [True, False]
    drawn = [row.plain for row in rows("assets", Drawn(reader(house), 100, None))]
    assert sum("over a year ago" in line for line in drawn) == 1
    assert sum(line.strip().casefold() == "children" for line in drawn) == 1, (
        "one team, however it is spelled"
    )


def test_the_board_asks_for_who_leads_until_it_is_said() -> None:
    def shown(*items: Asset) -> str:
        return "\n".join(row.plain for row in rows("assets", Drawn(reader(small(assets=items)), 60, None)))

    van = Asset(id="h1", asset="A van")
    assert "who leads our network?" in shown(van)
    assert "which team?" in shown(van)
    said = shown(van, Asset(id="h2", asset="Ana", topic="leads-network", owner="ana"))
    assert "who leads our network?" not in said
    assert "who leads this partnership?" in said


def test_a_day_on_which_something_was_checked_has_been() -> None:
    field = fields.of("assets")["checked"]
    assert answers.read(field, "1 December", small(), TODAY) == date(2025, 12, 1)
    assert answers.read(fields.of("goals")["due"], "1 December", small(), TODAY) == date(2026, 12, 1)


# Aims


def test_an_aim_is_served_by_goals_that_are_linked_and_by_those_that_name_it() -> None:
    goals = (
        Goal(id="g1", statement="Read", aim="everyone  READS"),
        Goal(id="g2", statement="Win"),
        Goal(id="g3", statement="Sing", aim="A loud town"),
        Goal(id="g4", statement="Sell", whose="school", aim="Their own plan"),
    )
    aims = (Aim(id="a1", aim="Everyone reads", sources=("g2",)), Aim(id="a2", aim="A house"))
    town = small(goals=goals, aims=aims)
    assert [one.id for one in strategy.goals_of(town, aims[0])] == ["g1", "g2"]
    assert strategy.unnamed(town) == (strategy.Unnamed("A loud town", ("g3",)),)
    lines = "\n".join(strategy.lines(reader(town)))
    assert "A loud town" in lines
    assert "by no goal yet" in lines
    assert "by goals 1, 2" in "\n".join(row.plain for row in rows("aims", Drawn(reader(town), 60, None)))


def listed(handle: str, *aims: str, id: str = "", follows: str = "") -> Listed:
    data = {"id": id or handle, "title": handle, "follows": follows, "aims": [{"aim": aim} for aim in aims]}
    return told(data, handle, Path())


def test_partnerships_are_counted_once_however_many_sessions_they_have() -> None:
    files = [
        listed("3-again", "all READ", "A house", follows="1-first"),
        listed("2-other", "All read"),
        listed("1-first", "All  read"),
        Listed("0-broken", Path(), error="broken"),
    ]
    found = served(files, ["All read", "Nobody yet"])
    assert [(one.aim, [each.handle for each in one.partnerships], one.kept) for one in found] == [
        ("All read", ["3-again", "2-other"], True),
        ("A house", ["3-again"], False),
        ("Nobody yet", [], True),
    ]


def test_sessions_that_follow_each_other_in_a_circle_end() -> None:
    files = [listed("b", "Aim", follows="a"), listed("a", "Aim", follows="b")]
    assert len(served(files, ())) == 1


def test_what_goals_name_counts_as_an_aim_of_the_session_once() -> None:
    data = {"aims": [{"aim": "All read"}], "goals": [{"aim": "all  read"}, {"aim": "A house"}, {"aim": 3}]}
    assert told(data, "x", Path()).aims == ("All read", "A house")
