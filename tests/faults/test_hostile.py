"""No text reaches a terminal as a command, wherever it comes from: bytes are looked at, not widgets."""

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpworkshop import places
from bpworkshop.cli import COMMANDS, main
from bpworkshop.commands import REGISTRY
from bpworkshop.method.guide import builtin_text
from tests.faults.hostile import TEXTS, TOGETHER, Hostile, acts, hostile, put

ALONE = [pytest.param((name,), id=name, marks=pytest.mark.slow) for name in TEXTS]
SAID = [*(pytest.param(names, id=name) for name, names in TOGETHER.items()), *ALONE]
GROUP = str(os.getegid())


@pytest.fixture(params=SAID)
def said(request: pytest.FixtureRequest) -> Hostile:
    return hostile(*request.param)


# The shell


class Shell:
    """Commands in a folder whose name and files mean harm; what they print is looked at as bytes."""

    def __init__(self, base: Path, said: Hostile, capture: pytest.CaptureFixture[bytes]) -> None:
        self.said, self.capture = said, capture
        self.folder = base / f"sessions {said.name}"
        self.path = put(self.folder, said)
        self.settings = places.settings()
        self.settings.parent.mkdir(parents=True)
        self.ran: set[str] = set()
        self.told = ""

    def __call__(self, *arguments: str, marks: bool = True) -> int:
        """Run a command. With ``marks`` all of the text must have arrived, whatever became of it."""
        self.capture.readouterr()
        code: object
        try:
            code = main(["--sessions", str(self.folder), *arguments])
        except SystemExit as ended:
            code = ended.code
        self.ran.update(one for one in arguments[:1] if one in {command.name for command in COMMANDS})
        streams = self.capture.readouterr()
        out, err = (stream.decode() for stream in (streams.out, streams.err))
        self.told = out + err
        print(arguments, self.told)
        assert "Traceback" not in self.told
        assert not acts(self.told), f"ACTS {acts(self.told)}"
        assert not [line for line in self.told.splitlines() if line.startswith("Forged")], "FORGED"
        if marks:
            assert not [mark for mark in self.said.marks if mark not in self.told], "MARKS"
        if "--json" in arguments and out:
            json.loads(out)
        assert isinstance(code, int)
        return code


@pytest.fixture
def shell(
    said: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Shell]:
    monkeypatch.chdir(tmp_path)
    yield Shell(tmp_path, said, capsysbinary)
    gc.enable()
    gc.unfreeze()


def test_explore(shell: Shell, tmp_path: Path, monkeypatch) -> None:
    said = shell.said
    word = said.word
    bad = []

    def t(*a, **k):
        try:
            shell(*a, **k)
        except AssertionError as e:
            bad.append((a, str(e).splitlines()[0], shell.told[-1500:]))
        except Exception as e:
            import traceback
            bad.append((a, repr(e), traceback.format_exc()[-1500:]))

    whole = shell.path.stem
    t()
    t("list")
    t("list", "--json")
    t("check")
    t("check", "--json")
    t("check", str(shell.path), marks=False)
    t("check", word)
    for one in sorted(shell.folder.glob("2026-04*")):
        t("check", str(one))
        t("show", one.stem)
        t("restore", one.stem)
        t("review", one.stem)
        t("add", one.stem, "goals", "x")
        t("share", one.stem, GROUP)
        t("person", one.stem, "ana", "--show")
        t("run", one.stem, "--plain")
    t("where")
    t("where", "--json")
    t("show", whole)
    t("show", whole, "--json")
    t("show", whole, "--all")
    t("show", "2026-05")
    t("show", "2026-04")
    t("show", word)
    t("review", whole)
    t("versions", whole, marks=False)
    t("versions", whole, "--json", marks=False)
    t("restore", whole)
    t("add", whole, "goals", word, marks=False)
    t("add", whole, word, "x")
    t("add", whole, "goals", "x", "--set", f"note={word}", marks=False)
    t("add", whole, "goals", "x", "--set", f"{word}=x")
    t("add", whole, "goals", "x", "--set", word)
    t("add", whole, "goals", "x", "--set", f"votes={word}")
    t("add", whole, "goals", f"x @{word} due:{word}", marks=False)
    t("versions", whole, marks=False)
    t("restore", whole, word)
    t("restore", whole, "1")
    t("person", whole, "ana", "--show")
    t("person", whole, "ana", "--show", "--json")
    t("person", whole, word, "--show")
    t("person", whole, "ana", "--rename", word)
    t("person", whole, "ana", "--forget")
    t("share", whole, GROUP)
    t("share", whole, word)
    t("share", "--all", GROUP)
    t("share", "--all", GROUP, "--json")
    t("share", "--all", "--private")
    out = f"out {said.name}.toml"
    t("handout", whole, "-o", out)
    t("handout", whole, "-o", out, "--keep")
    Path(out).write_text("else")
    t("handout", whole, "-o", out)
    t("handout", whole, "-o", str(shell.folder / "x.toml"))
    t("handout", whole, "-o", f"{word}/x.toml")
    guide = f"guide {said.name}.toml"
    t("guide", "--write", guide)
    t("guide", "--write", guide)
    t("guide", "--guide", word)
    t("guide", marks=False)
    for old in ("label = ", "prompt = "):
        import re
        Path(guide).write_text(re.sub(rf"(?m)^{old}\".*\"$", lambda m: f"{old}{said.toml}", builtin_text(), count=1))
        t("guide", "--guide", guide)
    Path(guide).write_text(builtin_text() + f"\n[{said.toml}]\na = 1\n")
    t("guide", "--guide", guide)
    for text in (f"{said.toml} = 1", f"theme = {said.toml}", f"guide = {said.toml}", f"library = {said.toml}",
        f'guide = {json.dumps(said.line)}', f'[keys]\n{said.toml} = "x"', f'[keys]\n"home.open" = {said.toml}'):
        shell.settings.write_text(text)
        t("guide", marks=False)
        t("new", "--title", word, "--library", word, "--partner", word)
    shell.settings.unlink()
    t("new", "--title", word, "--partner", word, marks=False)
    t("new", "--title", word, "--partner", word, "--library", word, "--person", f"{word}, {word}, x", "--follows", word)
    t("new", "--title", word, "--partner", word, "--library", word, "--person", f"{word}, {word}, x")
    t("new", "--title", word, "--partner", word, "--library", word, "--delete-after", word)
    t("new", "--title", word, "--partner", word, "--library", word, "--json")
    t("completion", word)
    t(word)
    t("show", f"--{word}", whole)
    t("list", word)
    t("run", whole)
    t("run", word)
    lines = [f"/{name} {word}" for name in REGISTRY if name not in ("quit",)]
    lines += [word, ".", f"/{word}", "!", word]
    for step in range(1,7):
        lines += [f"/step {step}", word, "1", word, "."]
    script = tmp_path/"script"
    script.write_bytes("\n".join(lines).encode("utf-8","surrogateescape"))
    with script.open() as f:
        monkeypatch.setattr(sys, "stdin", f)
        t("run", whole, "--plain")
    t("purge", "--dry-run")
    print("RAN", shell.ran)
    with open("/tmp/hJ/bad.txt", "a") as f:
        for a, e, told in bad:

                def sh(x):
                    x = x.replace(said.word, "W").replace(said.name, "N").replace(str(said.line), "L").replace(said.toml,"T")
                    return x
                print("==", [sh(x) for x in a], "|", e.splitlines()[0][:200], "|", ascii(sh(told))[:700], file=f)
    assert not bad, len(bad)
