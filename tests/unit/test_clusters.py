"""Items under others: whatever the links say, every item stands once, and what counts is a head."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.clusters import gathered, heads, links, members
from bpworkshop.session.items import Alternative, Benefit, Goal, Value
from bpworkshop.session.readiness import gaps
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.session.stage import Veil
from bpworkshop.session.tallies import balance
from bpworkshop.session.types import Step
from bpworkshop.tui import boards
from tests.strategies import sessions, small

GUIDE = load()
IDS = tuple("abcdefgh")
LINKED = st.lists(
    st.tuples(st.sampled_from(IDS), st.none() | st.sampled_from((*IDS, "elsewhere"))),
    unique_by=lambda pair: pair[0],
).map(lambda pairs: tuple(goal(id, under) for id, under in pairs))


def goal(id: str, under: str | None = None, **values: object) -> Goal:
    return Goal.model_validate({"id": f"g{id}", "statement": f"say {id}", **values}).model_copy(
        update={"under": f"g{under}" if under else None}
    )


@given(LINKED)
def test_every_item_stands_once_and_only_under_a_head(items: tuple[Goal, ...]) -> None:
    tops = heads(items)
    below = [one for top in tops for one in members(items, top.id)]
    assert sorted(one.id for one in (*tops, *below)) == sorted(one.id for one in items)
    assert all(one.under == top.id for top in tops for one in members(items, top.id))
    assert {id: tuple(found) for id, found in gathered(items).items()} == {
        top.id: found for top in tops if (found := members(items, top.id))
    }
    # The order in which they were said stays.
    assert [one for one in items if one in tops] == list(tops)


@given(LINKED)
def test_a_link_to_a_head_of_the_board_counts_and_no_other(items: tuple[Goal, ...]) -> None:
    there = {one.id: one for one in items}
    linked = links(items)
    for one in items:
        target = there.get(one.under or "")
        real = target is not None and target is not one
        further = target is not None and target.under in there and target.under != target.id
        assert (one.id in linked) == (real and not further)


def test_circles_chains_and_what_is_gone_leave_items_alone() -> None:
    assert links((goal("a", "a"), goal("b", "x"))) == {}
    assert links((goal("a", "b"), goal("b", "a"))) == {}
    assert links((goal("a", "b"), goal("b", "c"), goal("c"))) == {"gb": "gc"}


@settings(max_examples=40)
@given(sessions(), st.data())
def test_pages_and_boards_show_each_item_once(session: Session, data: st.DataObject) -> None:
    """Whatever is under what, nothing that was said is out of sight, and its number is the board's."""
    for step in STEPS:
        board = session.board(step)
        ids = st.none() | st.sampled_from([one.id for one in board] or ["x"])
        linked = tuple(one.model_copy(update={"under": data.draw(ids)}) for one in board)
        here = session.model_copy(update={step: linked})
        reader = Reader(here, GUIDE, date(2026, 5, 4), everyone=False)
        lines = [line.strip().split(" ")[0] for line in reader.board(step)]
        assert sorted(lines, key=int) == [str(n) for n in range(1, len(board) + 1)]
        drawn = boards.rows(step, boards.Drawn(reader, 60))
        shown = {id for row in drawn for id in (row.item, row.beside) if id}
        assert shown == {one.id for one in board}


def test_what_is_under_another_is_drawn_behind_it_and_deeper() -> None:
    session = small(goals=(goal("a"), goal("b"), goal("c", "a")))
    reader = Reader(session, GUIDE, date(2026, 5, 4), everyone=False)
    assert [line[:7] for line in reader.board("goals")] == ["1 say a", "  3 say", "2 say b"]
    rows = [row.plain for row in boards.rows("goals", boards.Drawn(reader, 60))]
    a, b, c = (next(row for row in rows if f"say {one}" in row) for one in "abc")
    assert c.index("say") == a.index("say") + 4
    assert rows.index(a) < rows.index(c) < rows.index(b)


def gap_of(step: Step, session: Session) -> set[str | None]:
    return {gap.item for gap in gaps(session, step, everyone=False)}


def test_what_is_under_another_is_neither_counted_nor_asked_for() -> None:
    values = (Value(id="v1", value="A"), *(Value(id=f"v{n}", value="B", under="v1") for n in (2, 3)))
    session = small(values=values)
    found = gaps(session, "values", everyone=False)
    assert next(gap.n for gap in found if gap.field == "three") == 2
    assert gap_of("values", session) == {None, "v1"}
    other = Alternative(id="a1", option="A"), Alternative(id="a2", option="B", under="a1", kind="alone")
    assert "alone" in {gap.field for gap in gaps(small(alternatives=other), "alternatives", everyone=False)}
    given = {"giver": "library", "receiver": "school", "need": "room"}
    both = (
        Benefit.model_validate({"id": "b1", "benefit": "A", **given}),
        Benefit.model_validate({"id": "b2", "benefit": "B", **given, "under": "b1"}),
    )
    assert [side.gives for side in balance(small(benefits=both))] == [1, 0]


def test_the_order_of_goals_is_that_of_the_heads() -> None:
    goals = (goal("a", votes=1), goal("b", votes=3), goal("c", "b", votes=9))
    session = small(goals=goals, ranking=("gb", "ga"))
    assert "ranking" not in {gap.field for gap in gaps(session, "goals", everyone=False)}
    # What the group accepted while it stood alone does not count any more, and does not disturb.
    whole = session.model_copy(update={"ranking": ("gc", "gb", "ga")})
    assert "ranking" not in {gap.field for gap in gaps(whole, "goals", everyone=False)}
    wrong = session.model_copy(update={"ranking": ("ga", "gb")})
    assert "ranking" in {gap.field for gap in gaps(wrong, "goals", everyone=False)}


def test_what_is_only_ours_takes_nothing_along_and_is_not_shown() -> None:
    goals = (goal("a", only_for="library"), goal("b", "a"), goal("c"), goal("d", "c", only_for="library"))
    seen = shared(small(goals=goals)).goals
    assert [(one.id, one.under) for one in seen] == [("gb", None), ("gc", None)]
    hidden = veiled(small(goals=goals), Veil("goals", frozenset({"gb"}))).goals
    assert heads(hidden) == hidden
