"""The library's own list: the newer date wins, nothing is lost between two, what is broken is told."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bpworkshop.errors import FileProblem
from bpworkshop.session.stock import KeptAim, KeptAsset, Stock, renamed, with_aims, with_assets
from bpworkshop.store import assets, rights
from bpworkshop.store.folder import SessionFolder

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def room(**values: object) -> KeptAsset:
    return KeptAsset.model_validate({"id": "room", "asset": "Reading room", **values})


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder(tmp_path)


def put(folder: SessionFolder, *several: KeptAsset) -> Stock:
    return assets.change(folder, lambda now: with_assets(now, several))


@pytest.mark.parametrize(
    ("was", "new", "stands"),
    [
        ({"checked": MAY, "offers": "old"}, {"checked": JUNE, "offers": "new"}, (JUNE, "new")),
        ({"checked": JUNE, "offers": "old"}, {"checked": MAY, "offers": "new"}, (JUNE, "old")),
        ({"checked": MAY, "offers": "old"}, {"checked": MAY, "offers": "new"}, (MAY, "new")),
        ({"checked": MAY, "offers": "old"}, {"offers": "new"}, (MAY, "old")),
        ({"offers": "old"}, {"checked": MAY}, (MAY, "old")),
        ({"checked": MAY}, {"offers": "new"}, (MAY, "new")),
    ],
)
def test_what_was_checked_later_counts_and_what_only_one_says_stays(
    was: dict[str, object], new: dict[str, object], stands: tuple[date, str]
) -> None:
    stock = with_assets(Stock(), [room(**was)])
    (one,) = with_assets(stock, [room(**{"id": "other", **new, "asset": "reading  ROOM"})]).assets
    assert (one.checked, one.offers) == stands
    assert one.id == "room"


def test_the_same_words_of_two_teams_are_two_assets() -> None:
    stock = with_assets(
        Stock(), [room(team="Children"), room(id="b2", team="Adults"), room(id="c3", team="adults")]
    )
    assert [(one.id, one.team) for one in stock.assets] == [("b2", "adults"), ("room", "Children")]


def test_saying_the_same_twice_changes_nothing() -> None:
    several = [room(checked=MAY), room(id="bus", asset="A bus")]
    once = with_aims(with_assets(Stock(), several), [KeptAim(id="a1", aim="All read")])
    assert with_aims(with_assets(once, several), [KeptAim(id="a2", aim="all  READ")]).assets == once.assets
    assert [one.id for one in with_aims(once, [KeptAim(id="a2", aim="All read")]).aims] == ["a1"]


def test_a_name_goes_wherever_it_is_spelled_alike() -> None:
    stock = with_assets(Stock(), [room(owner="Ana Berg"), room(id="b2", asset="Bus", owner="Bo")])
    assert [one.owner for one in renamed(stock, ["ana  berg"], None).assets] == ["Bo", None]
    assert renamed(stock, ["Nobody"], None) is stock


# On the disk


def test_it_is_one_canonical_file_that_only_its_owner_reads(folder: SessionFolder) -> None:
    assert assets.read(folder) == Stock()
    assert assets.change(folder, lambda now: now) == Stock()
    assert not assets.path_of(folder).parent.exists(), "nothing is made for nothing"
    put(folder, room(checked=MAY, owner="Ana"), room(id="bus", asset="A bus"))
    path = assets.path_of(folder)
    first = path.read_bytes()
    assert first.decode().startswith(
        'format = 1\n\n[[assets]]\nid = "bus"\nasset = "A bus"\n\n[[assets]]\nid = "room"\n'
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    put(folder, room(checked=MAY, owner="Ana"))
    assert path.read_bytes() == first
    assert os.listdir(path.parent) == ["assets.toml"]


def test_two_who_write_at_once_lose_nothing(folder: SessionFolder) -> None:
    several = [room(id=f"n{n}", asset=f"Asset {n}") for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: put(folder, one), several))
    assert {one.id for one in assets.read(folder).assets} == {one.id for one in several}


def test_who_writes_between_reading_and_writing_is_not_overwritten(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without locks, too: the change is made anew on what stands there then."""
    monkeypatch.setattr("bpworkshop.store.revisions.wait_for", lambda _: None)
    put(folder, room())
    real, late = assets.read, iter([room(id="bus", asset="A bus")])

    def read(of: SessionFolder) -> Stock:
        found = real(of)
        if (one := next(late, None)) is not None:
            put(folder, one)
        return found

    monkeypatch.setattr(assets, "read", read)
    put(folder, room(id="van", asset="A van"))
    assert [one.id for one in real(folder).assets] == ["bus", "van", "room"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('format = 1\n\n[[assets]]\nid = "a1"\nasset = "X"\nchecked = "May"\n', 6, "a date"),
        ('format = 1\n\n[[assets]]\nid = "a1"\nasset = "X"\nteem = "Y"\n', 6, "Did you mean team"),
        ('format = 1\n\n[[aims]]\nid = "a1"\naim = 3\n', 5, "text"),
        ("format = 2\n", 1, "up to format 1"),
        ("format = 1\nassets = \n", 2, "not TOML"),
    ],
)
def test_a_broken_list_is_told_with_its_line(folder: SessionFolder, text: str, line: int, words: str) -> None:
    path = assets.path_of(folder)
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(FileProblem, match=words) as caught:
        assets.read(folder)
    assert caught.value.line == line
    assert [one.line for one in assets.problems(folder)] == [line]
    with pytest.raises(FileProblem):
        put(folder, room())
    assert path.read_text() == text, "what a person wrote is not written over"


def test_aims_are_read_without_the_models_and_a_wrong_one_is_told(folder: SessionFolder) -> None:
    assert assets.aims(folder) == ()
    assets.change(
        folder,
        lambda now: with_aims(now, [KeptAim(id="a1", aim="All read"), KeptAim(id="a2", aim="A house")]),
    )
    assert assets.aims(folder) == ("A house", "All read")
    assets.path_of(folder).write_text('format = 1\n\n[[aims]]\nid = "a1"\naim = 3\n')
    with pytest.raises(FileProblem):
        assets.aims(folder)


def test_what_a_terminal_would_obey_is_taken_out(folder: SessionFolder) -> None:
    path = assets.path_of(folder)
    path.parent.mkdir()
    path.write_text('format = 1\n\n[[assets]]\nid = "a1"\nasset = "A \\u001b[31mred bus"\n')
    assert "\x1b" not in assets.read(folder).assets[0].asset


def test_it_is_as_open_as_the_folder(folder: SessionFolder) -> None:
    put(folder, room())
    path, group = assets.path_of(folder), rights.Group(os.getegid(), "ours")
    rights.share(folder, [], group)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "one session is shared, the list is not"
    rights.share(folder, [], group, new_ones=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    path.unlink()
    put(folder, room())
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    rights.make_private(folder, [], new_ones=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
