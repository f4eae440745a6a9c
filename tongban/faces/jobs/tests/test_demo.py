"""The demonstration itself: it stops at the first wrong step, shows how the house starts, and pretends no step."""

import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tongban.faces.jobs import demo
from tongban.faces.jobs.demo_case import RESTAURANT, Matter, steps_of
from tongban.faces.jobs.demo_visitor import WentWrong, expect


def steps(*answers: int) -> list[demo.Step]:
    def step(answer: int) -> demo.Step:
        def shown(base: str, folder: Path) -> str:
            expect(answer, 1, "answer")
            return f"答 {answer}"

        return f"第 {answer} 步", shown

    return [step(answer) for answer in answers]


def test_each_step_is_told_with_its_time(tmp_path, monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 1.0)
    told: list[str] = []
    demo.play("http://127.0.0.1", tmp_path / "demo", steps(1, 1), told.append)
    assert told == [" 1. 第 1 步：答 1  (0 ms)", " 2. 第 1 步：答 1  (0 ms)"]


def test_the_first_wrong_answer_ends_it(tmp_path):
    told: list[str] = []
    with pytest.raises(WentWrong, match="answer: 2 ≠ 1"):
        demo.play("http://127.0.0.1", tmp_path, steps(1, 2, 1), told.append)
    assert len(told) == 1


def test_a_house_that_cannot_start_says_why(tmp_path, monkeypatch, capfd):
    """Its own words are shown, and nobody waits for one that has ended."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 端口被占用\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(WentWrong, match="没有启动"), demo.house(port, print):
        pass
    assert "端口被占用" in capfd.readouterr().out


@pytest.mark.parametrize(("opinions", "names"), [(("一", "二"), ["审查", "准予"]), ((), ["审查并准予，登记类一步办"])])
def test_a_step_that_nobody_takes_is_not_told(opinions, names):
    told = [name for name, _step in steps_of(Matter(replace(RESTAURANT, opinions=opinions)))]
    assert [name.split(" ")[0] for name in told[4:-2]] == names
