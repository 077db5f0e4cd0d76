"""Four themes, and the style of each look. Four colours mean one thing each, and none means it alone.

Blue is the question and headings, amber where we are and what wants
attention, green done and saved, red missing or late. The signs and words
beside them say the same without colour.
"""

import os

from textual.theme import Theme

TYPEWRITERS = ("linux", "vt100", "vt102", "vt220", "dumb")
"""Terminals that have no signs for parts of a cell."""


def _scrollbar(bar: str, behind: str) -> dict[str, str]:
    """A bar that is quieter than any text, on nothing."""
    bars = ("scrollbar", "scrollbar-hover", "scrollbar-active")
    behinds = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
    return {**dict.fromkeys(bars, bar), **dict.fromkeys((*behinds, "scrollbar-corner-color"), behind)}


THEMES = (
    Theme(
        name="dark",
        primary="#7cb7ff",
        secondary="#9fb3c8",
        warning="#f5b642",
        error="#ff7b72",
        success="#7ccf7c",
        accent="#f5b642",
        foreground="#e8edf2",
        background="#12161b",
        surface="#12161b",
        panel="#222933",
        dark=True,
        variables=_scrollbar("#6b7888", "#12161b"),
    ),
    Theme(
        name="light",
        primary="#0b4f9c",
        secondary="#4a5560",
        warning="#8a4b00",
        error="#b3261e",
        success="#1a6b2b",
        accent="#8a4b00",
        foreground="#14181c",
        background="#f7f8fa",
        surface="#f7f8fa",
        panel="#dfe5ec",
        dark=False,
        variables=_scrollbar("#7b8794", "#f7f8fa"),
    ),
    Theme(
        name="projector",
        primary="#003a80",
        secondary="#222222",
        warning="#703c00",
        error="#990000",
        success="#00501e",
        accent="#703c00",
        foreground="#000000",
        background="#ffffff",
        surface="#ffffff",
        panel="#e3eaf3",
        dark=False,
        variables=_scrollbar("#55616e", "#ffffff"),
    ),
    Theme(
        name="plain",
        primary="ansi_default",
        secondary="ansi_default",
        warning="ansi_default",
        error="ansi_default",
        success="ansi_default",
        accent="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        dark=True,
        ansi=True,
        # Textual's own styles for such a theme name these; reversed letters need no colour.
        variables={
            **_scrollbar("ansi_default", "ansi_default"),
            **dict.fromkeys(
                (
                    *("ansi-background", "ansi-foreground", "border-blurred"),
                    *("block-cursor-background", "block-cursor-foreground"),
                    *("input-cursor-background", "input-cursor-foreground"),
                    *("input-selection-background", "input-selection-foreground"),
                    *("screen-selection-background", "screen-selection-foreground"),
                ),
                "ansi_default",
            ),
            "block-cursor-text-style": "reverse",
            "input-cursor-text-style": "reverse",
        },
    ),
)
"""``projector`` has the strongest contrast, for projectors wash out; ``plain`` leaves the terminal's own."""

NAMES = tuple(theme.name for theme in THEMES)
DEFAULT = "dark"


def typewriter(theme: str) -> bool:
    """Whether nothing but the signs of a typewriter is drawn, in this theme or on this terminal."""
    return theme == "plain" or os.environ.get("TERM", "") in TYPEWRITERS
