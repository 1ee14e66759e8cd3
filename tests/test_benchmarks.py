"""The benchmarks run and print their table; how fast they are is no test's business."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.harness import Row, table


def test_the_harness_prints_a_table_and_writes_json(tmp_path, capsys):
    main(["--tiny", "--repeats", "1", "--only", "headers", "--json", str(tmp_path / "rows.json")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "ours", "reference", "ratio", "limit"]
    assert lines[1].startswith("header facts")
    (row,) = json.loads((tmp_path / "rows.json").read_text())
    assert row["ratio"] == row["ours"] / row["reference"]
    assert row["within"] == (row["ratio"] <= 0.1)


@pytest.mark.parametrize("module", ["raster", "sparse", "panning", "traces", "painted", "staleness", "leafing"])
def test_the_measures_run(module, tmp_path, capsys):
    main(
        ["--tiny", "--repeats", "1", "--only", module, "--folder", str(tmp_path), "--json", str(tmp_path / "rows.json")]
    )
    capsys.readouterr()
    measured = json.loads((tmp_path / "rows.json").read_text())
    assert measured
    assert all(row["ours"] >= 0 for row in measured)
    assert all(row["ours"] == 0 for row in measured if row["unit"] in ("cells", "pixels"))


def test_a_row_over_its_limit_says_so():
    shown = table([Row("slow", 30, 10, 2), Row("large", 70, None, 64, "MB"), Row("fine", 10, 10, 2)]).splitlines()
    assert [line.endswith("OVER") for line in shown[1:]] == [True, True, False]
    assert shown[2].split() == ["large", "70", "MB", "64", "MB", "OVER"]
