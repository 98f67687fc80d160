"""Limits: the sentence names the number to lower, settings are read, and room is shared."""

import subprocess
import sys
import threading

import pytest

from cnnviz import limits


def test_what_fits_passes_and_what_does_not_is_named() -> None:
    limits.check(10, 10, "This table has", "rows", lower="the depth")
    with pytest.raises(limits.TooMuch, match=r"This table has 1,001 rows, and at most 1,000 .* lower the depth"):
        limits.check(1_001, 1_000, "This table has", "rows", lower="the depth")


@pytest.mark.parametrize(("text", "found"), [("7", 7), ("", 5), ("-1", 5), ("a", 5), ("9" * 400, 5), ("²", 5)])
def test_a_setting_is_a_whole_number_of_the_environment(monkeypatch: pytest.MonkeyPatch, text: str, found: int) -> None:
    monkeypatch.setenv("CNNVIZ_SOMETHING", text)
    assert limits.setting("SOMETHING", 5) == found


def test_settings_are_read_at_start() -> None:
    code = "from cnnviz import limits; print(limits.VALUES)"
    shown = subprocess.run([sys.executable, "-c", code], env={"CNNVIZ_VALUES": "12", "PATH": ""}, capture_output=True)
    assert shown.stdout.strip() == b"12"


def test_room_is_shared_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES", 100)
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(50):
            with limits.room(40):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not inside
    assert max(most) <= 2


def test_one_that_needs_more_than_there_is_gets_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES", 100)
    monkeypatch.setattr(limits, "PATIENCE", 0)
    with limits.room(1_000), pytest.raises(limits.TooMuch, match="try again"), limits.room(1):
        raise AssertionError("there is no room")
    with limits.room(100):
        pass


def test_a_long_text_is_refused_before_it_is_read() -> None:
    assert limits.short("a" * limits.TEXT) == "a" * limits.TEXT
    with pytest.raises(limits.TooMuch, match=rf"This stack has {limits.TEXT + 1:,} characters.*lower their number"):
        limits.short("a" * (limits.TEXT + 1), "This stack")


def test_a_computation_ends_at_a_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unwanted(BaseException):
        pass

    def end() -> None:
        raise Unwanted

    limits.checkpoint()  # nobody has said what ends it
    monkeypatch.setattr(limits, "_unwanted", [])
    limits.at_checkpoints(end)
    with pytest.raises(Unwanted):
        limits.checkpoint()


def test_waiting_for_room_ends_when_nobody_waits_for_it_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unwanted(BaseException):
        pass

    def end() -> None:
        raise Unwanted

    monkeypatch.setattr(limits, "BYTES", 100)
    monkeypatch.setattr(limits, "_unwanted", [end])
    with limits.room(100), pytest.raises(Unwanted), limits.room(1):
        raise AssertionError("there is no room")
    with limits.room(100):
        pass
