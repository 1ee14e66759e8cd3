"""The pictures of the README: few colours, the same areas, and a scene that can be taken."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from tests.screenshots.palette import reduce, rgb, save

TOP = Path(__file__).parents[1]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 2000))
def test_a_palette_holds_256_colours_and_none_is_far_from_its_own(seed, number):
    some = np.random.default_rng(seed)
    pixels = some.integers(0, 2**24, number)[some.integers(0, number, (40, 50))].astype(np.uint32)
    colours, where = reduce(pixels)
    assert len(colours) <= 256
    assert where.shape == pixels.shape
    differences = [
        abs(((colours[where] >> shift) & 255).astype(int) - ((pixels >> shift) & 255)) for shift in (0, 8, 16)
    ]
    assert max(part.max() for part in differences) < 48


def test_large_areas_keep_their_colour(tmp_path):
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(0xFF1D5FC2)
    for at in range(200):
        for down in range(3):
            image.setPixel(at, down, 0xFF000000 | (at << 16) | ((255 - at) << 8) | down * 80)
        image.setPixel(at, 50, 0xFF1C5EC4)  # near the other, and not the same
    size = save(image, tmp_path / "x.png")
    assert size < 3000
    back = rgb(QImage(str(tmp_path / "x.png")))
    assert (back[50] == 0x1C5EC4).all()
    assert (np.delete(back, 50, axis=0)[3:] == 0x1D5FC2).all()


def test_a_scene_is_taken_in_both_themes(tmp_path):
    """In a process of its own, as it is used: it changes the theme of the whole application."""
    environment = os.environ | {"SCREENSHOTS": str(tmp_path / "out"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.screenshots", "no-sessions"],
        env=environment,
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    pictures = {path.name: QImage(str(path)) for path in (tmp_path / "out").iterdir()}
    assert set(pictures) == {"no-sessions-light.png", "no-sessions-dark.png"}
    grounds = {name: picture.pixelColor(1200, 700).lightness() for name, picture in pictures.items()}
    assert grounds["no-sessions-light.png"] > 200
    assert grounds["no-sessions-dark.png"] < 80
    assert not (tmp_path / "sessionbrowser").exists()


def test_the_pictures_of_the_readme_are_there_and_small():
    folder = TOP / "resources/screenshots"
    named = [part.split(")")[0] for part in (TOP / "README.md").read_text(encoding="utf-8").split("](")[1:]]
    pictures = [name for name in named if name.endswith(".png")]
    assert len(pictures) == 4
    assert all((TOP / name).is_file() for name in pictures)
    assert sum(path.stat().st_size for path in folder.iterdir()) < 3.5e6
