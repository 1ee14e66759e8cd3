from __future__ import annotations

import pytest

from sessionbrowser import platform
from sessionbrowser.arrays import budget
from sessionbrowser.errors import TooLarge


def test_half_of_what_is_free_may_be_used(monkeypatch):
    monkeypatch.setattr(budget, "available_memory", lambda: 10 * 2**30)
    assert budget.memory_budget() == 5 * 2**30
    monkeypatch.setattr(budget, "available_memory", lambda: 1000)
    assert budget.memory_budget() == 256 * 2**20
    monkeypatch.setattr(budget, "available_memory", lambda: None)
    assert budget.memory_budget() == 2 * 2**30


def test_this_machine_tells_what_is_free():
    assert 256 * 2**20 <= budget.memory_budget() < 2**50


def test_where_nothing_is_told_half_of_all_is_guessed(monkeypatch):
    monkeypatch.setattr(platform.Path, "read_text", lambda *_, **__: "Inactive: 3 kB")
    assert platform.available_memory() == platform._half_of_memory()


def test_too_much_is_refused_with_the_figures(tmp_path):
    budget.check(100, tmp_path, "the array", 100)
    with pytest.raises(TooLarge, match=r"the array takes 2\.4 GB of memory, and 1\.0 GB may be used"):
        budget.check(2_400_000_000, tmp_path, "the array", 1_000_000_000)
    with pytest.raises(TooLarge, match=r"10000\.0 PB"):
        budget.check(10**19, tmp_path, "the array")


def test_memory_that_is_not_there_is_an_error_of_the_family(tmp_path):
    assert budget.room(10, None).nbytes == 10
    for n in (2**55, 2**70):
        with pytest.raises(TooLarge, match="not enough memory"):
            budget.room(n, tmp_path)
