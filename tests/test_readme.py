"""The guides of the README, followed to the letter: every command and every block of code, from top to bottom."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")
WINDOWLESS = (" stale ", " clear ", " trash ", " --install-desktop")
LONGEST = 120


def blocks(part: str) -> list[tuple[str, str]]:
    """Return language and text of the fenced blocks of a part of the README."""
    fenced = part.split("```")[1::2]
    return [(block.partition("\n")[0], block.partition("\n")[2]) for block in fenced]


@pytest.fixture
def follow(tmp_path, monkeypatch):
    """Return a function that does what a block says, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    namespace: dict[str, object] = {}

    def do(language: str, text: str) -> None:
        if language == "sh":
            for line in text.splitlines():
                run(line)
        elif language == "toml":
            if "clean-up" in tomllib.loads(text):
                Path("demo-lab/.sessionbrowser").mkdir(exist_ok=True)
                Path("demo-lab/.sessionbrowser/lab.toml").write_text(text)
        elif text.startswith("# mylab.py\n"):
            Path("mylab.py").write_text(text)
        else:
            exec(compile(text, "README.md", "exec"), namespace)

    return do


def run(line: str) -> None:
    """Run a command; of a window, a picture is taken instead."""
    if not any(word in line for word in WINDOWLESS) and "sessionbrowser " in line:
        line += " --screenshot picture.png"
    line = line.replace("PYTHONPATH=.", f"PYTHONPATH=.:{TOP}")
    programs = {"sessionbrowser": f"{sys.executable} -m sessionbrowser", "python": sys.executable}
    # In one go: the environment of the tests may be called .venv too.
    line = re.sub(r"\.venv/bin/(sessionbrowser|python)\b", lambda found: programs[found[1]], line)
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=LONGEST, env=dict(os.environ))
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    if "--screenshot" in line:
        Path("picture.png").unlink()


def test_the_guides_work(follow, capsys):
    guides = README[README.index("The guides below") : README.index("## What it cannot promise")]
    done = blocks(guides)
    assert [language for language, _ in done].count("python") == 4
    for language, text in done:
        follow(language, text)
    said = capsys.readouterr().out
    assert "mpci.roiActivityF" in said
    assert "9 days newer" in said
    assert Path(os.environ["XDG_DATA_HOME"], "applications/sessionbrowser.desktop").is_file()


def test_the_two_commands_are_where_ci_finds_them():
    lines = README.splitlines()
    assert sum("apt-get install -y python3-venv" in line and "sessionbrowser --demo" in line for line in lines) == 1
    assert ".venv/bin/pip install '.[test]' && .venv/bin/python -m pytest" in lines


def test_links_lead_somewhere():
    targets = [part.partition(")")[0] for part in README.split("](")[1:]]
    headings = [line.lstrip("# ").lower().replace(" ", "-") for line in README.splitlines() if line.startswith("#")]
    assert targets
    for target in targets:
        assert target[1:] in headings if target.startswith("#") else (TOP / target).is_file(), target


def test_places_in_the_code_that_contributors_are_sent_to_are_there():
    for file, name in [
        ("sessions/kinds.py", "class Kind("),
        ("sessions/facts.py", "_INSPECTORS"),
        ("sessions/openers.py", "_OPENERS"),
        ("gui/viewers/base.py", "class Viewer("),
        ("gui/viewers/__init__.py", "VIEWERS"),
        ("gui/viewers/bids.py", "def raster("),
        ("lab/findings.py", "class Rule("),
        ("sessions/suite2p.py", "def recipe_sources("),
    ]:
        assert name in (TOP / "sessionbrowser" / file).read_text(encoding="utf-8")
        assert Path(file).name in README or name.split()[-1].strip("(") in README
