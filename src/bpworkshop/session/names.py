"""Ids and handles: what things and people are called inside a session."""

import os
import re
from collections.abc import Collection

from bpworkshop import text, words
from bpworkshop.session.mending import ALPHABET
from bpworkshop.session.session import Session
from bpworkshop.session.types import SHARED


def random_id(length: int = 6) -> str:
    """A new id: short, stable, and nothing that is misread aloud or on paper."""
    # 31 letters: of a byte's 256 values the last eight are left out, so that all are as likely.
    fair = 256 - 256 % len(ALPHABET)
    letters: list[str] = []
    while len(letters) < length:
        letters += [ALPHABET[one % len(ALPHABET)] for one in os.urandom(length) if one < fair]
    return "".join(letters[:length])


def handle(name: str, taken: Collection[str]) -> str:
    """A short name for ``@``: the first word that is no article, made different from those taken.

    Letters of any script stay; where a name has none, a neutral word stands in.
    """
    articles = words.entry("names.articles")
    found = [word for word in re.findall(r"[^\W_]+", text.line(name).casefold()) if word not in articles]
    first = (text.slug(found[0]) or found[0])[:20] if found else words.say("names.someone")
    used = {one.casefold() for one in taken} | {SHARED}
    number, made = 1, first
    while made in used:
        number += 1
        made = f"{first}{number}"
    return made


def handles(session: Session) -> set[str]:
    """Every handle of a session, of people and parties alike."""
    return {one.handle for one in session.people} | {one.handle for one in session.parties}
