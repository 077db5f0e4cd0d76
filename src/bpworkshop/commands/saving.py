"""What is on the disk: saving by hand, going back to a version, and who leads."""

from bpworkshop import places
from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.store.keeper import Lead
from bpworkshop.store.versions import Version
from bpworkshop.synced import PATIENCE
from bpworkshop.words import say


@command("save", "lead")
def save(face: Face, rest: str) -> Told:
    """Try again what failed; with a path, put a copy of everything somewhere else."""
    workshop = face.workshop
    if rest:
        return told("command.save.elsewhere", path=workshop.copy_to(places.named(rest)))
    workshop.settle(PATIENCE)
    return told("command.save.done", path=workshop.path)


@command("versions", "change", page=True)
def versions(face: Face, rest: str) -> Told:
    lines = [version_line(number, one) for number, one in enumerate(face.workshop.versions(), 1)]
    return Told((*lines, say("command.versions.how")) if lines else (say("command.versions.none"),))


@command("restore", "change")
def restore(face: Face, rest: str) -> Told:
    """Go back to a version by its number. Before EVERYONE what is only ours stays unseen as ever."""
    known = face.workshop.versions()
    if not rest.isdecimal():
        raise usage("restore")
    if not 1 <= int(rest) <= len(known):
        raise Problem("command.restore.unknown", number=rest, n=len(known))
    # It may change the phase for all who are in.
    face.workshop.must_lead()
    version = known[int(rest) - 1]
    face.workshop.restore(face.workshop.version(version.name))
    return told("command.restore.done", at=_moment(version))


def version_line(number: int, version: Version) -> str:
    """One version as a list tells it: its number, when, and why it was kept."""
    return say("command.versions.line", number=number, at=_moment(version), why=say(f"version.{version.why}"))


def _moment(version: Version) -> str:
    return f"{version.at.astimezone():%Y-%m-%d %H:%M:%S}"


@command("lead", "lead")
def lead(face: Face, rest: str) -> Told:
    """Ask for the lead, give it, keep it, or take it."""
    workshop, word = face.workshop, rest.casefold()
    if word in ("yes", "no"):
        if not workshop.answer_lead(give=word == "yes"):
            raise Problem("command.lead.nobody_asks")
        return told("command.lead.given" if word == "yes" else "command.lead.kept")
    led = workshop.lead is None or workshop.lead.ours
    if word == "take":
        workshop.seize_lead()
    elif word:
        raise usage("lead")
    else:
        workshop.ask_lead()
    now = workshop.lead
    if now is None or now.ours:
        # A lead that is new is news, and told as such.
        return told("command.lead.ours") if led else Told()
    silent = (say("command.lead.silent"),) if now.silent else ()
    return Told((say("command.lead.asked", who=_who(now)), *silent))


def lead_news(before: Lead | None, now: Lead | None) -> list[str]:
    """What has changed of who leads, in words."""
    if now is None or now == before:
        return []
    if now.ours:
        asked = now.asked if now.asked != (before.asked if before else None) else None
        lines = [say("lead.ours")] if before and not before.ours else []
        return [*lines, say("lead.asks", who=asked)] if asked else lines
    if now.holder is None:
        return [say("lead.free")]
    if before is None or before.ours or before.holder != now.holder:
        since = f"{now.holder.since.astimezone():%H:%M}"
        return [say("lead.theirs", who=_who(now), since=since)]
    if now.declined:
        return [say("lead.declined", who=_who(now))]
    return [say("lead.silent", who=_who(now))] if now.silent and not before.silent else []


def _who(lead: Lead) -> str:
    process = lead.holder.process if lead.holder else None
    return say("lead.who", user=process.user, host=process.host) if process else say("names.someone")
