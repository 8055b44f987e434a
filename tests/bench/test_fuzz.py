"""A fuzz run that misses a crash, or calls an error an answer, says that all is well where it is not."""

import os
import random
from pathlib import Path

import pytest
from bench.fuzz import running, targets


def crashing():
    return [b"good"], lambda _: os._exit(7)


def test_a_crash_is_counted_and_its_bytes_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A process of its own that begins as a copy of this one knows the target made here.
    fork = running.multiprocessing.get_context("fork")
    monkeypatch.setattr(running.multiprocessing, "get_context", lambda _: fork)
    monkeypatch.setitem(targets.TARGETS, "crashing", crashing)
    assert running.fuzz("crashing", 1, 0.05, tmp_path).crashes >= 1
    assert (tmp_path / "crashing-1").exists()


@pytest.mark.parametrize("name", ["chip", "text"])
def test_good_examples_are_read_and_damage_is_refused_or_read(name: str, tmp_path: Path) -> None:
    seeds, run = targets.TARGETS[name]()
    assert all(run(seed) for seed in seeds if name == "chip" or b"|" in seed)
    rng, found = random.Random(3), running.Outcome()
    for _ in range(40):
        running._try(
            run, running.damaged(rng.choice(seeds), rng.choice(seeds), rng), found, tmp_path / "case"
        )
    assert found.failures == []
    assert found.cases == 40


def test_an_error_of_another_kind_is_a_failure(tmp_path: Path) -> None:
    def wrong(_: bytes) -> bool:
        raise IndexError("beyond")

    found = running.Outcome()
    running._try(wrong, b"x", found, tmp_path / "case")
    assert found.failures == ["IndexError: beyond"]
    assert (tmp_path / "case.1.failed").read_bytes() == b"x"
