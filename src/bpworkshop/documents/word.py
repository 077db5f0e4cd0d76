"""A docx as pandoc made it, finished: its styles, its pages, and what it tells of itself."""

import re

from bpworkshop.documents import office
from bpworkshop.documents.pandoc import SIGNING
from bpworkshop.documents.parts import Document

SIDE, TOP = 1247, 1361
"""Margins, in twentieths of a point."""

LONG, SHORT = 16838, 11906
"""A4."""

PANDOCS = 7920
"""How broad tables are for pandoc."""

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _hex(colour: str) -> str:
    return colour.lstrip("#")


def finished(data: bytes, document: Document, *, own_look: bool) -> bytes:
    """What pandoc made, as it is handed out. ``own_look``: it has the styles and pages of another file."""
    members = office.unpacked(data)
    members["docProps/core.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{office.safe(document.title)}</dc:title><dc:creator>{office.safe(office.author(document))}</dc:creator>"
        f"<dc:language>{office.safe(document.language)}</dc:language></cp:coreProperties>"
    ).encode()
    members["docProps/app.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"{office.MADE_BY['docProps/app.xml']}</Properties>"
    ).encode()
    # A picture's source would be told here a second time, letter by letter.
    words = re.sub(r' descr="data:[^"]*"', ' descr=""', members["word/document.xml"].decode())
    if not own_look:
        words = _across(words, document)
        members["word/styles.xml"] = _styles(members["word/styles.xml"].decode(), document).encode()
        words = re.sub(
            r"</w:sectPr>(?!.*</w:sectPr>)", f"{_sheet(document)}</w:sectPr>", words, flags=re.DOTALL
        )
    members["word/document.xml"] = words.encode()
    _pages(members, document, own_look)
    return office.packed(members)


def _across(words: str, document: Document) -> str:
    """Columns that pandoc measured for its own paper, as broad as ours is."""
    room = _room(document)
    return re.sub(
        r'<w:gridCol w:w="(\d+)"', lambda one: f'<w:gridCol w:w="{int(one[1]) * room // PANDOCS}"', words
    )


def _room(document: Document) -> int:
    """Between the margins."""
    return (LONG if office.is_wide(document) else SHORT) - 2 * SIDE


def _sheet(document: Document) -> str:
    """The paper, and its margins."""
    wide = office.is_wide(document)
    broad, high = (LONG, SHORT) if wide else (SHORT, LONG)
    side = ' w:orient="landscape"' if wide else ""
    margins = f'w:top="{TOP}" w:right="{SIDE}" w:bottom="{SIDE}" w:left="{SIDE}"'
    return (
        f'<w:pgSz w:w="{broad}" w:h="{high}"{side}/>'
        f'<w:pgMar {margins} w:header="624" w:footer="567" w:gutter="0"/>'
    )


def _pages(members: office.Members, document: Document, own_look: bool) -> None:
    """The mark at the head of each page: in the heads that the file has, otherwise in one of ours."""
    heads = [name for name in members if re.fullmatch(r"word/header\d*\.xml", name)]
    size = '<w:rPr><w:b/><w:sz w:val="17"/></w:rPr>'
    mark = (
        f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r>{size}'
        f'<w:t xml:space="preserve">{office.safe(office.above(document))}</w:t></w:r></w:p>'
    )
    for name in heads:
        members[name] = members[name].replace(b"</w:hdr>", f"{mark}</w:hdr>".encode())
    if not heads:
        members["word/bpworkshop-header.xml"] = _part("hdr", mark)
        _join(members, "header")
    if not own_look:
        members["word/bpworkshop-footer.xml"] = _part("ftr", _foot(document))
        _join(members, "footer")


def _part(tag: str, inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_W}>{inside}</w:{tag}>'.encode()


def _foot(document: Document) -> str:
    right = _room(document)

    def field(name: str) -> str:
        return f'<w:fldSimple w:instr="{name}"><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>'

    size = '<w:rPr><w:sz w:val="17"/></w:rPr>'
    tabs = f'<w:pPr><w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs></w:pPr>'
    left = f'<w:r>{size}<w:t xml:space="preserve">{office.safe(office.below(document))}</w:t><w:tab/></w:r>'
    slash = f'<w:r>{size}<w:t xml:space="preserve"> / </w:t></w:r>'
    return f"<w:p>{tabs}{left}{field('PAGE')}{slash}{field('NUMPAGES')}</w:p>"


def _join(members: office.Members, what: str) -> None:
    """Name a head or foot of ours where Word looks for it, in each section."""
    id, target = f"rIdBpworkshop{what}", f"bpworkshop-{what}.xml"
    link = f'<Relationship Id="{id}" Type="{_R}/{what}" Target="{target}"/>'
    kind = f'<Override PartName="/word/{target}" ContentType="{_TYPE}.{what}+xml"/>'
    for name, end, more in (
        ("word/_rels/document.xml.rels", "</Relationships>", link),
        ("[Content_Types].xml", "</Types>", kind),
    ):
        members[name] = members[name].replace(end.encode(), f"{more}{end}".encode())
    reference = f'<w:{what}Reference w:type="default" r:id="{id}" xmlns:r="{_R}"/>'
    words = members["word/document.xml"].decode()
    members["word/document.xml"] = re.sub(r"<w:sectPr([^>/]*)>", rf"<w:sectPr\1>{reference}", words).encode()


def _styles(styles: str, document: Document) -> str:
    colour = _hex(office.colour(document))
    fonts = '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:cs="Times New Roman"/>'
    styles = re.sub(r"<w:rPrDefault>.*?</w:rPrDefault>", "", styles, count=1, flags=re.DOTALL)
    usual = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{office.safe(document.language)}"/></w:rPr></w:rPrDefault>'
    )
    styles = styles.replace("<w:docDefaults>", usual, 1)
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="10" w:space="4" w:color="{colour}"/></w:pBdr>'
    bold = "<w:b/><w:bCs/>"
    drawn = f'<w:color w:val="{colour}"/>'
    made = (
        _style("BodyText", "Body Text", _spaced(60, 100), ""),
        _style("Compact", "Compact", _spaced(20, 20), ""),
        _style("Title", "Title", f"<w:keepNext/>{_spaced(0, 160)}", f'{bold}<w:sz w:val="44"/>'),
        _style("Kind", "Kind", f"<w:keepNext/>{_spaced(240, 40)}", f"{bold}{drawn}"),
        _style("Draft", "Draft", f"{_shaded()}{_spaced(80, 160)}", bold),
        _style("Fact", "Fact", _spaced(0, 40), ""),
        _style("Loud", "Loud", f"<w:keepNext/>{_spaced(120, 120)}", f'{bold}<w:sz w:val="25"/>'),
        _style(SIGNING, SIGNING, f"<w:keepNext/>{_spaced(20, 20)}", ""),
        _style("Logo", "Logo", f'{_spaced(0, 0)}<w:jc w:val="right"/>', ""),
        _style("Letterhead", "Letterhead", f"{rule}{_spaced(0, 280)}", f'{bold}{drawn}<w:sz w:val="26"/>'),
        _style("Break", "Break", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', ""),
        *(_heading(level, size, drawn) for level, size in ((1, 30), (2, 24), (3, 22))),
        _table(),
    )
    for id, xml in made:
        styles = re.sub(rf'<w:style [^>]*w:styleId="{id}".*?</w:style>', "", styles, flags=re.DOTALL)
        styles = styles.replace("</w:styles>", f"{xml}</w:styles>")
    return styles


def _spaced(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _shaded() -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(office.PALE)}"/>'


def _style(id: str, name: str, paragraph: str, letters: str) -> tuple[str, str]:
    return id, (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _heading(level: int, size: int, drawn: str) -> tuple[str, str]:
    return f"Heading{level}", (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/><w:keepLines/>{_spaced(320 - 60 * level, 100)}"
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/>{drawn}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _table() -> tuple[str, str]:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_hex(office.GRID)}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return "Table", (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:rPr><w:sz w:val="19"/></w:rPr>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>{_shaded()}</w:tcPr></w:tblStylePr>'
        "</w:style>"
    )
