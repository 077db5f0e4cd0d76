"""Templates: what is said stays text whatever its signs, and a template that is wrong says where."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.documents import filling, html, markdown, reading
from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import (
    Break,
    Column,
    Document,
    Heading,
    Line,
    Paragraph,
    Part,
    Points,
    Sheet,
    Signatory,
    Signatures,
    Table,
)
from bpworkshop.errors import FileProblem
from bpworkshop.method import guide
from bpworkshop.pages import Reader
from tests.faults.hostile import TEXTS
from tests.strategies import small
from tests.unit.test_kit import SAID, Page, said_in, tokens

READER: Reader = reading.reader(small(), None, guide.load(), None, only_us=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


def made(folder: Path, source: str, **facts: object) -> Document:
    (folder / "own.md").write_text(source, "utf-8")
    return filled("own", READER, facts, Paper(templates=folder))


def problem(folder: Path, source: str, **facts: object) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        made(folder, source, **facts)
    return caught.value


# From Markdown to parts


def test_markdown_becomes_the_parts_of_a_document(folder: Path) -> None:
    source = """# Agreement
{{ fact("Date", "1 May") }}{{ fact("None", none) }}{{ draft("Draft: " ~ 2 ~ " open") }}

Before the
first sheet

## Why

### Purpose
{{ heading("Money", "2.1", 4) }}
**Loud and clear**

- one
- two

1. first
2. second

| a | b |
|---|---|
| {{ "|" }} | 2 |

---

## Signed

{{ table(["No.", ("What", 8)], [[1, none]], [2]) }}
{{ line("Place", "Moscow") }}
{{ points(["x", none], steps=true) }}
{{ paragraphs("one\n\ntwo") }}
{{ signatures(parties) }}
"""
    parties = (Signatory("School", ("Ana", "Bo")),)
    document = made(folder, source, parties=parties)
    assert (document.kind, document.facts, document.draft) == (
        "Agreement",
        (("Date", "1 May"),),
        "Draft: 2 open",
    )
    assert document.head == (Paragraph("Before the first sheet"),)
    assert document.flows
    assert document.sheets == (
        Sheet(
            "Why",
            (
                Heading("Purpose"),
                Heading("Money", 4, "2.1"),
                Paragraph("Loud and clear", loud=True),
                Points(("one", "two")),
                Points(("first", "second"), steps=True),
                Table((Column("a"), Column("b")), (("|", "2"),)),
                Break(),
            ),
        ),
        Sheet(
            "Signed",
            (
                Table((Column("No."), Column("What", 8)), (("1", ""),), ("2",)),
                Line("Place", "Moscow"),
                Points(("x",), steps=True),
                Paragraph("one"),
                Paragraph("two"),
                Signatures(parties),
            ),
        ),
    )


def test_what_is_not_there_leaves_nothing_behind(folder: Path) -> None:
    source = (
        "# X\n\n{{ empty }}\n\n- {{ empty }}\n\n**{{ empty }}**\n\n{{ points([]) }}{{ table(['a'], []) }}\n"
    )
    assert made(folder, source, empty="").head == ()
    assert made(folder, "{{ empty ~ '!' if empty }}", empty="").head == ()


def test_a_macro_writes_markdown_and_what_it_is_given_stays_text(folder: Path) -> None:
    source = "{% macro two(x) %}\n- {{ x }}\n{% endmacro %}\n{{ two(said) }}{{ two(said) }}"
    assert made(folder, source, said="- **a**").head == (Points(("- **a**", "- **a**")),)
    assert made(folder, "{% set x %}{{ said }}{% endset %}{{ x ~ said }}", said="# a").head == (
        Paragraph("# a# a"),
    )


# What is said stays what it is

EVERYWHERE = """# {{ said }}
{{ fact(said, said) }}{{ draft(said) }}
{% macro twice(x) %}
{{ x }}

{{ x }}
{% endmacro %}

{{ said }}

**{{ said }}**

## {{ said }}

### {{ said }}

- {{ said }}
- {{ said }}

1. {{ said }}

| {{ said }} | {{ said }} |
| --- | --- |
| {{ said }} | {{ said }} |

{{ twice(said) }}
{% set kept %}{{ said }}{% endset %}{{ kept }}

{% for one in [said, said] %}
{{ one }}

{% endfor %}
{{ heading(said) }}{{ table([said], [[said]], [said]) }}{{ points([said]) }}{{ line(said, said) }}
{{ signatures(parties) }}
"""
SAID_TIMES = 28
"""How often the template says it, in HTML: the foot and the side of the page not counted."""


def texts(part: Part | Sheet) -> Iterator[str]:
    match part:
        case Sheet(title, parts):
            yield title
            yield from (one for inner in parts for one in texts(inner))
        case Heading(said) | Paragraph(said):
            yield said
        case Points(items):
            yield from items
        case Line(label, said):
            yield from (label, said)
        case Table(columns, rows, blanks):
            yield from (column.label for column in columns)
            yield from (cell for row in rows for cell in row)
            yield from blanks
        case Signatures(signatories):
            yield from (said for one in signatories for said in (one.party, *one.people))
        case _:
            raise AssertionError(part)


JINJA = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{#", "#}", "said", "\ufdd0", "\ufdd3", "0", "\n", "\n\n", "\u202e"]
    )
)


@given(st.one_of(SAID, JINJA.map("".join)))
@example("{{ said }}")
@example("\ufdd00\ufdd3")
@example("</style><script>")
@example("a\n# b\n\n- c")
@settings(max_examples=100)
def test_any_text_stays_the_text_that_it_is_through_template_and_writers(folder: Path, said: str) -> None:
    kept = "".join(one for one in said if one not in "\ufdd0\ufdd1\ufdd2\ufdd3")
    shown = text.line(kept) or "x"
    said = said if text.line(kept) else "x"
    document = made(folder, EVERYWHERE, said=said, parties=(Signatory(shown, (shown,)),))
    found = [one for part in (*document.head, *document.sheets) for one in texts(part)]
    found += [document.kind, document.draft, *document.facts[0]]
    assert {text.line(one) for one in found} == {shown}
    page = Page(html.written(document))
    assert "".join(page.said).count(shown) >= SAID_TIMES
    assert sum(shown in one for one in said_in(markdown.written(document))) >= SAID_TIMES - 5


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_goes_through_a_template_unharmed(folder: Path, name: str) -> None:
    document = made(folder, "# X\n\n## {{ said }}\n\n- {{ said }}\n", said=TEXTS[name])
    Page(html.written(document))
    tokens(markdown.written(document))


# On pages


def test_what_is_signed_has_its_title_its_state_and_its_number_on_each_page(folder: Path) -> None:
    source = """# Agreement
{{ draft("2 open") }}
## Who

{{ heading("Sides", "1.1") }}

---

{{ signatures(parties) }}
"""
    document = made(folder, source, parties=(Signatory("School", ("Ana", "")),))
    page, words = html.written(document), markdown.written(document)
    assert r'@bottom-left { content: "Agreement\20 \b7 \20 Reading\20 after\20 school" }' in page
    assert "counter(page)" in page
    assert '<p class="edge" aria-hidden="true">2 open</p>' in page
    assert '<p class="draft" dir="auto">2 open</p>' in page
    assert '<h3 dir="auto">1.1 Sides</h3>' in page
    assert page.count('<div class="break">') == 1
    assert page.count('<p class="line"><b>Signature</b>') == 2
    assert words.count("\n---\n") == 1
    assert "\n### 1.1 Sides\n" in words
    assert words.count("**Signature** ....") == 2
    assert "**Name** Ana\n" in words


# Templates that are wrong


@pytest.mark.parametrize(
    ("source", "key", "line"),
    [
        ("# X\n\n{% if %}", "template.syntax", 3),
        ("# X\n{{ title | nothing }}", "template.syntax", 2),
        ("# X\n{{ a.b }", "template.syntax", 2),
        ("a\n\n\n{{ nobody }}", "template.fails", 4),
        ("a\n{{ said.nothing }}", "template.fails", 2),
        ("a\n{{ said.__class__ }}", "template.fails", 2),
        ("a\n{{ [said] }}", "template.fails", 2),
        ("{{ 1 / 0 }}", "template.fails", 1),
        ("a\n{% for one in range(999999999) %}{% endfor %}", "template.fails", 2),
        ("a\n{{ said ~ line('x') }}", "template.fails", 2),
        ("a\n{{ table(['a'], [['b', 'c']]) }}", "template.fails", 2),
        ("a\n{{ picture(said) }}", "template.fails", 2),
        ("a\n{{ heading(said, level=2) }}", "template.fails", 2),
        ("a\n{% include 'own.md' %}", "template.fails", 2),
        ("a\n{% include 'nowhere.md' %}", "template.not_found", 2),
        ("a\n{% include '../own.md' %}", "template.not_found", 2),
        ("a\n\n<b>bold</b>", "template.html", 3),
        ("a\n\n<!-- for me -->", "template.html", 3),
        ("a\n\n![x](y.png)", "template.image", 3),
        ("a\n\n[x](y)", "template.link", 3),
        ("a\n\n```\nx\n```", "template.code", 3),
        ("a\n\n`x`", "template.code", 3),
        ("a\n\n> x", "template.quote", 3),
        ("a\n\nb **c** d", "template.inside", 3),
        ("a\n\n*b*", "template.inside", 3),
        ("- a\n  - b", "template.in_list", 2),
        ("# A\n\n# B", "template.one_title", 3),
        ("{% if said %}\n\n{% endif %}\n\n{{ said }}\n\n<b>", "template.html", 7),
        ("{% macro m() %}\n*x*\n{% endmacro %}\n\n\n{{ m() }}", "template.inside", 2),
    ],
)
def test_a_template_that_is_wrong_says_where_and_what_to_do(
    folder: Path, source: str, key: str, line: int
) -> None:
    found = problem(folder, source, said="x")
    assert (found.key, found.path, found.line) == (key, folder / "own.md", line)
    assert f"{folder / 'own.md'}:{line}: " in str(found)
    assert ".. " not in str(found)


def test_a_fault_in_a_template_that_is_taken_in_is_told_of_that_one(folder: Path) -> None:
    (folder / "foot.md").write_text("fine\n\n<b>\n", "utf-8")
    found = problem(folder, "a\n\n\n\n{% include 'foot.md' %}")
    assert (found.path, found.line) == (folder / "foot.md", 3)


def test_a_template_that_is_no_text_or_a_link_is_refused(folder: Path) -> None:
    (folder / "bytes.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileProblem) as caught:
        filled("bytes", READER, {}, Paper(templates=folder))
    assert caught.value.key == "template.encoding"
    (folder / "link.md").symlink_to(folder / "bytes.md")
    with pytest.raises(FileProblem) as caught:
        filled("link", READER, {}, Paper(templates=folder))
    assert caught.value.key == "file.link"


# Whose template


def test_an_own_template_wins_and_may_take_ours_in(folder: Path) -> None:
    own = folder / "of-ours"
    (own / "en").mkdir(parents=True)
    facts = {"idea": "One idea", "exchange": (), "package": (), "pictures": ()}

    def offer() -> Document:
        return filled("offer", READER, facts, Paper(templates=own))

    assert offer().kind == "Offer"
    (own / "offer.md").write_text("# Our letter\n\nDear all\n", "utf-8")
    assert (offer().kind, offer().head) == ("Our letter", (Paragraph("Dear all"),))
    (own / "en" / "offer.md").write_text("Dear all\n\n{% include 'ours/offer.md' %}\n", "utf-8")
    assert offer().kind == "Offer"
    assert offer().head[:2] == (Paragraph("Dear all"), Paragraph("One idea", loud=True))


def test_a_language_without_a_template_has_the_english_one(folder: Path) -> None:
    own = folder / "danish"
    (own / "da").mkdir(parents=True)
    facts = {"idea": None, "exchange": (), "package": (), "pictures": ()}
    assert filled("offer", READER, facts, Paper(templates=own, language="da")).language == "en"
    (own / "da" / "offer.md").write_text("# Tilbud\n", "utf-8")
    document = filled("offer", READER, facts, Paper(templates=own, language="da"))
    assert (document.language, document.kind) == ("da", "Tilbud")


def test_every_document_of_ours_has_a_template_in_english() -> None:
    assert {"minutes.md", "offer.md", "invitation.md"} <= {
        one.name for one in (filling.OURS / "en").iterdir()
    }
