"""What our library has and wants: remembered for other sessions, taken over from them, offered."""

from collections.abc import Sequence
from typing import NamedTuple

from bpworkshop.commands.registry import Face, Told, command, number_of, pick, pick_all, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session.carrying import same_name
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_date
from bpworkshop.session.edits import Add, Change, Edit, Several, build
from bpworkshop.session.entry import follows, stays_ours
from bpworkshop.session.items import Benefit
from bpworkshop.session.stock import KeptAim, KeptAsset, with_aims, with_assets
from bpworkshop.session.tools import Aim, Asset
from bpworkshop.store import assets
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import entry, say

ABOUT_THIS = "leads-partnership"
"""What is known of this partnership alone is of no use in another session."""


class Waiting(NamedTuple):
    """Something of the list that is not here yet, or is here as it was ``before``."""

    kept: KeptAsset | KeptAim
    before: Asset | None = None


def _keeps(face: Face) -> bool:
    return face.only_us and face.step in ("assets", "aims")


def _folder(face: Face) -> SessionFolder:
    return SessionFolder(face.workshop.path.parent)


# Into the list


@command("remember", "change", when=_keeps)
def remember(face: Face, rest: str) -> Told:
    """Assets or aims of this session go into the list of the folder, for other sessions."""
    every = [one for one in heads(face.view.board(face.step)) if getattr(one, "topic", None) != ABOUT_THIS]
    if rest.casefold() not in entry("ending.all"):
        every = [one for _, one in pick_all(face, rest, "remember") if isinstance(one, Asset | Aim)]
        if not every:
            raise usage("remember")
    if any(isinstance(one, Asset) and one.topic == ABOUT_THIS for one in every):
        raise Problem("command.remember.this")
    has = [_kept_asset(face, one) for one in every if isinstance(one, Asset)]
    wants = [_kept_aim(one) for one in every if isinstance(one, Aim)]
    stock = assets.change(_folder(face), lambda now: with_aims(with_assets(now, has), wants))
    lines = [say("command.remember.done", n=len(has) + len(wants), of=len(stock.assets) + len(stock.aims))]
    links: list[Edit] = []
    for one in every:
        if not isinstance(one, Asset):
            continue
        mine = _kept_asset(face, one)
        there = next(each for each in stock.assets if each.is_same(mine))
        if there.checked and not mine.counts_before(there):
            day = write_date(there.checked)
            lines.append(say("command.remember.newer", number=number_of(face, "assets", one.id), day=day))
        if one.kept != there.id:
            links.append(Change(one.id, {"kept": there.id}))
    if links:
        face.workshop.apply(Several(tuple(links)), "remember")
    return Told(tuple(lines))


def _kept_asset(face: Face, one: Asset) -> KeptAsset:
    owner = face.session.person(one.owner) if one.owner else None
    said = {name: getattr(one, name) for name in ("asset", "topic", "team", "offers", "checked", "note")}
    # Who goes without a name stays out of a list that outlives the session.
    return build(KeptAsset, {"id": one.kept or one.id, "owner": owner.name if owner else None, **said})


def _kept_aim(one: Aim) -> KeptAim:
    return build(KeptAim, {"id": one.id, "aim": one.aim, "source": one.source, "note": one.note})


# Out of it


@command("recall", "look", page=True, when=_keeps)
def recall(face: Face, rest: str) -> Told:
    """What the list has and this session has not; ``all`` or numbers take it over."""
    waiting = _waiting(face)
    if not waiting:
        return told("command.recall.none")
    if rest:
        return _take(face, _chosen(waiting, rest))
    lines = [f"{number} {_told(face, one)}" for number, one in enumerate(waiting, 1)]
    return Told((say("command.recall.choose"), *lines))


def _waiting(face: Face) -> list[Waiting]:
    """What can be taken over, in the order of the list."""
    stock = assets.read(_folder(face))
    if face.step == "aims":
        here = face.session.aims
        return [Waiting(one) for one in stock.aims if not any(same_name(one.aim, aim.aim) for aim in here)]
    found = []
    for one in stock.assets:
        mine = next((asset for asset in face.session.assets if _kept_asset(face, asset).is_same(one)), None)
        later = mine and one.checked and (mine.checked is None or mine.checked < one.checked)
        if mine is None or later:
            found.append(Waiting(one, mine))
    return found


def _told(face: Face, one: Waiting) -> str:
    """Something of the list in one line."""
    kept = one.kept
    if isinstance(kept, KeptAim):
        return f"{kept.aim} – {kept.source}" if kept.source else kept.aim
    label = face.guide.label
    parts = [
        f"{label('assets', name)}: {said}"
        for name in ("team", "offers", "owner")
        if (said := getattr(kept, name))
    ]
    parts += [f"{label('assets', 'checked')}: {write_date(kept.checked)}"] if kept.checked else []
    parts += (
        [say("command.recall.newer", number=number_of(face, "assets", one.before.id))] if one.before else []
    )
    return " – ".join((kept.asset, *(["; ".join(parts)] if parts else [])))


def _chosen(waiting: Sequence[Waiting], typed: str) -> list[Waiting]:
    if typed.casefold() in entry("ending.all"):
        return [*waiting]
    words = typed.replace(",", " ").split()
    if not all(word.isdecimal() and 1 <= int(word[:9]) <= len(waiting) for word in words):
        raise Problem("command.recall.unread", n=len(waiting))
    return [waiting[int(word) - 1] for word in dict.fromkeys(words)]


def _take(face: Face, chosen: Sequence[Waiting]) -> Told:
    edits = [_taken(face, one) for one in chosen]
    face.workshop.apply(Several(tuple(edits)), "recall")
    return told("command.recall.done", n=len(edits), title=face.guide.title(face.step))


def _taken(face: Face, one: Waiting) -> Edit:
    """The edit that takes something over; of what is here already only what was looked at later."""
    kept, session = one.kept, face.session
    if isinstance(kept, KeptAim):
        ours = session.ours.id if stays_ours(session, "aims", only_us=face.only_us) else None
        given = {"aim": kept.aim, "source": kept.source, "note": kept.note, "only_for": ours}
        return Add("aims", build(Aim, {"id": face.workshop.new_id(), **given}))
    who = next((each for each in session.people if kept.owner and same_name(each.name, kept.owner)), None)
    said = {name: getattr(kept, name) for name in ("asset", "topic", "team", "offers", "checked", "note")}
    said |= {"owner": who.id if who else None, "kept": kept.id}
    if one.before:
        return Change(one.before.id, {name: value for name, value in said.items() if value is not None})
    if kept.owner and who is None:
        said["note"] = "\n".join(filter(None, (kept.note, say("command.recall.knows", name=kept.owner))))
    return Add("assets", build(Asset, {"id": face.workshop.new_id(), "only_for": session.ours.id, **said}))


# To a partner


@command("offer", "change", when=lambda face: face.only_us and bool(face.session.assets))
def offer(face: Face, rest: str) -> Told:
    """An asset becomes a benefit that we give, only ours until it is brought to the table."""
    if not rest:
        raise usage("offer")
    _, one = pick(face, rest if "." in rest else f"assets.{rest}")
    if not isinstance(one, Asset) or not one.is_offer:
        raise Problem("command.offer.no_asset")
    there = [each for each in face.session.benefits if same_name(each.asset, one.asset)]
    if there:
        number = number_of(face, "benefits", there[0].id)
        return told("command.offer.there", number=number, step=face.guide.title("benefits"))
    ours = face.session.ours.id
    given = {"benefit": one.offers or one.asset, "giver": ours, "asset": one.asset, "only_for": ours}
    given |= follows(face.session, "benefits", given)
    made = build(Benefit, {"id": face.workshop.new_id(), **given})
    face.workshop.apply(Add("benefits", made), "offer")
    number = number_of(face, "benefits", made.id)
    return told("command.offer.done", number=number, step=face.guide.title("benefits"))
