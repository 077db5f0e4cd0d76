"""An odt as pandoc made it, finished: its styles, its pages, and what it tells of itself."""

import re

from bpworkshop.documents import office
from bpworkshop.documents.pandoc import SIGNING
from bpworkshop.documents.parts import Document
from bpworkshop.documents.shaping import shown

SIDE, TOP, BOTTOM = 22, 12, 11
"""Margins, in millimetres; head and foot stand inside them."""

LONG, SHORT = 297, 210
"""A4."""

_HEAD, _FOOT = "Bpworkshop_head", "Bpworkshop_foot"

Letters = dict[str, str]


def finished(data: bytes, document: Document, *, own_look: bool) -> bytes:
    """What pandoc made, as it is handed out. ``own_look``: it has the styles and pages of another file."""
    members = office.unpacked(data)
    members["meta.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-meta office:version="1.3"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
        f"<office:meta>{office.MADE_BY['meta.xml']}<dc:title>{office.safe(document.title)}</dc:title>"
        f"<meta:initial-creator>{office.safe(office.author(document))}</meta:initial-creator>"
        f"<dc:language>{office.safe(document.language)}</dc:language></office:meta></office:document-meta>"
    ).encode()
    words = members["content.xml"].decode()
    edges = f'fo:border="0.5pt solid {office.GRID}" fo:padding="1.2mm"'
    for cell, more in (("TableHeaderRowCell", f' fo:background-color="{office.PALE}"'), ("TableRowCell", "")):
        plain = re.compile(
            rf'(<style:style style:name="{cell}".*?<style:table-cell-properties )[^>]*/>', re.DOTALL
        )
        words = plain.sub(rf"\g<1>{edges}{more} />", words, count=1)
    members["content.xml"] = _together(_described(words, document)).encode()
    styles = members["styles.xml"].decode()
    if not own_look:
        styles = _styles(styles, document)
    members["styles.xml"] = _pages(styles, document, own_look).encode()
    return office.packed(members)


def _described(words: str, document: Document) -> str:
    """Each picture with what it shows, for who does not see it: pandoc leaves that out."""
    left = shown(document)
    return re.sub(
        r"(<draw:image [^>]*/>)(</draw:frame>)",
        lambda found: f"{found[1]}<svg:desc>{office.safe(next(left, ''))}</svg:desc>{found[2]}",
        words,
    )


def _together(words: str) -> str:
    """Tables to sign in, each on one page and with the one behind it."""
    kept = r'\g<0>style:may-break-between-rows="false" fo:keep-with-next="always" '
    for name, table in re.findall(r'<table:table table:name="(\w+)"(.*?)</table:table>', words, re.DOTALL):
        if f'text:style-name="{SIGNING}"' in table:
            style = rf'<style:style style:name="{name}" style:family="table">\s*<style:table-properties '
            words = re.sub(style, kept, words, count=1)
    return words


def _pages(styles: str, document: Document, own_look: bool) -> str:
    """The mark at the head of each page: added to the heads that the file has, otherwise one of ours."""
    mark = f'<text:p text:style-name="{_HEAD}">{office.safe(office.above(document))}</text:p>'
    styles = _put(
        styles, _style(_HEAD, 'fo:text-align="end"', {"fo:font-size": "8.5pt", "fo:font-weight": "bold"})
    )
    if "</style:header>" in styles:
        styles = styles.replace("</style:header>", f"{mark}</style:header>")
    else:
        # A head stands before a foot.
        styles = re.sub(
            r"<style:master-page ([^>]*[^/])(/?)>",
            lambda found: (
                f"<style:master-page {found[1]}><style:header>{mark}</style:header>"
                + ("</style:master-page>" if found[2] else "")
            ),
            styles,
        )
    return styles if own_look else _foot(styles, document)


def _foot(styles: str, document: Document) -> str:
    right = (LONG if office.is_wide(document) else SHORT) - 2 * SIDE
    tab = f'<style:tab-stop style:position="{right}mm" style:type="right"/>'
    styles = _put(
        styles, _style(_FOOT, "", {"fo:font-size": "8.5pt"}, f"<style:tab-stops>{tab}</style:tab-stops>")
    )
    page = '<text:page-number text:select-page="current">1</text:page-number>'
    inside = f"{office.safe(office.below(document))}<text:tab/>{page} / <text:page-count>1</text:page-count>"
    foot = f'<style:footer><text:p text:style-name="{_FOOT}">{inside}</text:p></style:footer>'
    return re.sub(r"<style:footer>.*?</style:footer>", lambda _: foot, styles, flags=re.DOTALL)


def _styles(styles: str, document: Document) -> str:
    colour = office.colour(document)
    wide = office.is_wide(document)
    broad, high = (LONG, SHORT) if wide else (SHORT, LONG)
    page = (
        f'<style:page-layout-properties fo:page-width="{broad}mm" fo:page-height="{high}mm"'
        f' style:print-orientation="{"landscape" if wide else "portrait"}" fo:margin-top="{TOP}mm"'
        f' fo:margin-bottom="{BOTTOM}mm" fo:margin-left="{SIDE}mm" fo:margin-right="{SIDE}mm"/>'
        "<style:header-style><style:header-footer-properties"
        ' fo:min-height="9mm" fo:margin-bottom="4mm"/></style:header-style>'
        "<style:footer-style><style:header-footer-properties"
        ' fo:min-height="8mm" fo:margin-top="3mm"/></style:footer-style>'
    )
    layout = r"(<style:page-layout [^>]*>).*?(</style:page-layout>)"
    styles = re.sub(layout, rf"\g<1>{page}\g<2>", styles, count=1, flags=re.DOTALL)
    bold = {"fo:font-weight": "bold"}
    drawn = {"fo:color": colour, **bold}
    rule = f'fo:border-bottom="1pt solid {colour}" fo:padding-bottom="2mm" fo:margin-bottom="6mm"'
    pale = f'fo:background-color="{office.PALE}" fo:padding="1.5mm"'
    base = {"fo:font-family": "'Liberation Serif'", "fo:font-size": "11pt", "fo:language": document.language}
    made = (
        _style("Standard", "", base, parent=""),
        _style("Title", _room("0mm", "3mm", keep=True), {"fo:font-size": "22pt", **bold}),
        _style("Kind", _room("4mm", "1mm", keep=True), drawn),
        _style("Draft", f"{pale} {_room('1mm', '3mm')}", bold),
        _style("Fact", _room("0mm", "0.7mm"), {}),
        _style("Loud", _room("2mm", "2mm", keep=True), {"fo:font-size": "12.5pt", **bold}),
        _style(SIGNING, "", {"fo:font-size": "9.5pt"}),
        _style("Logo", 'fo:text-align="end"', {}),
        _style("Letterhead", rule, {"fo:font-size": "13pt", **drawn}),
        _style("Break", 'fo:break-before="page"', {"fo:font-size": "2pt"}),
        *(_heading(level, size, drawn) for level, size in ((1, "15pt"), (2, "12pt"), (3, "11pt"))),
        _style("Table_20_Contents", "", {"fo:font-size": "9.5pt"}),
        _style("Table_20_Heading", "", {"fo:font-size": "9.5pt", **bold}),
    )
    for style in made:
        styles = _put(styles, style)
    return styles


def _put(styles: str, style: tuple[str, str]) -> str:
    """A style in the place of the one of its name, which may be whole in one tag."""
    name, xml = style
    tag = rf'<style:style [^>]*style:name="{name}"(?=[ />])[^>]*'
    styles = re.sub(rf"{tag}/>|{tag}[^/]>.*?</style:style>", "", styles, flags=re.DOTALL)
    return styles.replace("</office:styles>", f"{xml}</office:styles>", 1)


def _room(before: str, after: str, *, keep: bool = False) -> str:
    together = ' fo:keep-with-next="always"' if keep else ""
    return f'fo:margin-top="{before}" fo:margin-bottom="{after}"{together}'


def _style(
    name: str, paragraph: str, letters: Letters, inside: str = "", *, parent: str = "Standard", more: str = ""
) -> tuple[str, str]:
    told = "".join(f' {key}="{value}"' for key, value in letters.items())
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return name, (
        f'<style:style style:name="{name}" style:family="paragraph"{above}{more}>'
        f"<style:paragraph-properties {paragraph}>{inside}</style:paragraph-properties>"
        f"<style:text-properties{told}/></style:style>"
    )


def _heading(level: int, size: str, letters: Letters) -> tuple[str, str]:
    more = f' style:display-name="Heading {level}" style:default-outline-level="{level}"'
    room = _room("5mm" if level == 1 else "4mm", "2mm", keep=True)
    return _style(f"Heading_20_{level}", room, {"fo:font-size": size, **letters}, more=more)
