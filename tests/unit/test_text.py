"""Nothing that a terminal obeys gets through; everything that people write does."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bpworkshop import text

ANYTHING = st.text(st.characters(codec=None, categories=None))
NASTY = st.text(
    st.sampled_from(
        "a\u0301\u0302\u200d\u200e\u200b\ufeff\u202e\u2066\r\n\t\x1b\x9b\x7f\x85\u2028\ud800\u0644é字 "
    ),
    max_size=60,
)
UNHARMED = [
    "",
    "plain\ntext, with two lines",
    "مكتبة المدينة تبحث عن شريك",
    "ספרייה עירונית\u200f – שותפות\u200e",
    "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
    "圖書館與天文館",
    "ライブラリー プラネタリウム",
    "หอสมุดแห่งชาติที่นี่",
    "दिल्ली पब्लिक लाइब्रेरी क्\u200dष",
    "می\u200cخواهم",
    "👩‍👩‍👧‍👦 ❤️‍🔥 🏳️‍🌈 👍🏽 🇩🇰",
    "👩‍👩‍👧‍👦" * 200,
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Zoe\u0308 Ångström",
    "e" + "\u0301" * text.MOST_MARKS,
    "⸺" * 100,
    "[/] [@click=app.quit]x[/]",
]
ATTACKS = {
    "\x1b]0;title\x07": "␛]0;title␇",
    "\x1b[2J\x9b2J": "␛[2J<9B>2J",
    "\x1b]52;c;AAAA\x1b\\": "␛]52;c;AAAA␛\\",
    "\x00\x7f\x90": "␀␡<90>",
    "abc\u202edcba\u202c": "abc<202E>dcba<202C>",
    "\u2066x\u2069": "<2066>x<2069>",
    "pay\u200bpal\ufeff\u2060\u180e\u2061\u2064\ufff9\ufffb": "paypal",
    "a\r\nb\rc\x85d\u2028e\u2029f": "a\nb\nc\nd\ne\nf",
    "a\tb": "a b",
    "\x0b\x0c": "␋␌",
    "caf\udce9": "caf\ufffd",
    "z" + "\u0301" * 5000 + "y": "z" + "\u0301" * 8 + "y",
    # Neither removed characters nor joiners lift the limit.
    "z" + ("\u0301" * 7 + "\u200b") * 9: "z" + "\u0301" * 8,
    "z" + ("\u0301" * 8 + "\u200d") * 9: "z" + "\u0301" * 8,
}


@pytest.mark.parametrize("value", UNHARMED)
def test_what_people_write_comes_back_as_the_same_object(value: str) -> None:
    assert text.clean(value) is value
    assert text.is_clean(value)


@pytest.mark.parametrize(("value", "shown"), ATTACKS.items())
def test_what_a_terminal_obeys_is_shown_or_removed(value: str, shown: str) -> None:
    assert text.clean(value) == shown
    assert not text.is_clean(value)


@given(ANYTHING | NASTY)
def test_cleaning_leaves_nothing_dangerous_and_nothing_to_do(value: str) -> None:
    cleaned = text.clean(value)
    assert text.clean(cleaned) is cleaned
    assert not {c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\n"}
    assert not {c for c in cleaned if unicodedata.bidirectional(c) in BIDI}
    cleaned.encode()


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(ANYTHING | NASTY)
def test_a_line_is_one_line(value: str) -> None:
    one = text.line(value)
    assert text.is_clean(one)
    assert text.line(one) == one
    assert one == " ".join(one.split())


def test_a_line_joins_what_stood_on_several() -> None:
    assert text.line("  Two\r\n\r\n\tlines\u3000here ") == "Two lines here"


def test_every_single_character_is_clean_after_cleaning() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        cleaned = text.clean(character)
        assert cleaned is character or text.is_clean(cleaned), hex(code)
        if unicodedata.category(character)[0] == "M":
            # The fast path must notice every kind of mark there is.
            assert len(text.clean(character * 9)) <= text.MOST_MARKS, hex(code)


def test_a_mountain_of_text_is_cleaned_at_once() -> None:
    value = "字\u0301\u0301\x1b" * 300_000
    assert len(text.clean(value)) == len(value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Planetarium Night", "planetarium-night"),
        ("Søren Ærø – Straße, Łódź & Đà Nẵng", "soren-aero-strasse-lodz-da-nang"),
        ("ØRSTED ÞÓR", "orsted-thor"),
        ("The library's idea", "the-librarys-idea"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf .hidden", "rf-hidden"),
        ("\x00\x1b[2J", "2j"),
        ("圖書館", ""),
        ("ｆｕｌｌ ＷＩＤＴＨ", "full-width"),
        ("", ""),
        ("a" * 300, "a" * 40),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
    ],
)
def test_slugs(value: str, name: str) -> None:
    assert text.slug(value) == name


def test_a_slug_is_cut_between_words() -> None:
    assert text.slug("night sky", most=5) == "night"
    assert text.slug("night sky", most=8) == "night"
    assert text.slug("night sky", most=9) == "night-sky"


@given(ANYTHING, st.integers(1, 60))
@example("İstanbul", 40)
def test_a_slug_is_always_a_safe_file_name(value: str, most: int) -> None:
    name = text.slug(value, most)
    assert len(name) <= most
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name == name.strip("-")
    assert text.slug(name, most) == name


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ("", 0),
        ("night", 5),
        ("Zoe\u0308", 3),
        ("圖書館", 6),
        ("ｗｉｄｅ", 8),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("👍", 2),
        ("a\u200db\u200e", 2),
        ("⭐x", 3),
        ("␛", 1),
        ("co\xadop", 5),
    ],
)
def test_widths(value: str, columns: int) -> None:
    assert text.width(value) == columns
