"""Sixty strings that mean something in one of the forms that documents have, and have to stay text in all."""

NASTY = (
    # Markdown
    *("# no heading", "## 2.1 ##", "- no point", "+ no point", "* no point", "1. no step", "12) no step"),
    *("> no quotation", "```", "~~~ code", "    indented", "---", "===", "***", "**loud** and _low_"),
    *(
        "`code` and ``more``",
        "[a](https://example.org)",
        "![a](b.png)",
        "<https://example.org>",
        "[^1]: note",
    ),
    *(
        "a | b | c",
        "~~gone~~",
        "\\*not\\*",
        "www.example.org http://example.org",
        "$x^2$ and $$y$$",
        ": told",
    ),
    # HTML and XML
    *("<script>alert(1)</script>", "&amp; &#60; &lt;b&gt;", "<!-- hidden -->", "]]>", "<?php echo 1 ?>"),
    *("</w:t></w:p>", "</text:p>", "\" onmouseover='x'", "</style></title>"),
    # typst
    *(
        '#{ panic("x") }',
        '#include "/etc/passwd"',
        "#set page(fill: red)",
        "@reference <label>",
        '"); panic("',
    ),
    *(
        "\\u{41} \\n \\\\",
        "/* no comment */ // none",
        "= no heading",
        "*loud* _low_ `raw`",
        "--- -- ...",
    ),
    # pandoc, templates, formats of strings
    *("{{ 7 * 7 }} {% if %}", "{0}{what}%s%(x)d", "$title$ $for(x)$", "::: {.div}", "\\includegraphics{x}"),
    # Spreadsheets
    *('=HYPERLINK("http://x")', "+1+1", "-1-1", "@SUM(A1)", "=cmd|' /C calc'!A0"),
    # Scripts, signs and lengths
    *(
        'שלום, "עולם"!',
        "مرحبا بالعالم 12",
        "e\u0301 Å ß ﬁ ½ … “x” – ′",
        "家族👨‍👩‍👧‍👦👍🏽",
        "x" * 200 + " end",
    ),
)
assert len(NASTY) == 60
