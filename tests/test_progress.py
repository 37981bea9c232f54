import logging

import pytest
from interviewer_effects.progress import TimeLeft, time_left


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (10, 10.0, "about 20 s left"),
        (29, 290.0, "about 10 s left"),
        (29, 29.0, "about 5 s left"),
        (3, 60.0, "9 min left"),
    ],
)
def test_what_is_left_is_as_slow_as_what_was_done(done, seconds, said):
    assert said in time_left(done, 30, seconds)


def test_a_line_every_few_seconds_and_none_at_the_end(capsys):
    now = iter(range(100))
    heard = TimeLeft(lambda: float(next(now)))
    for done in range(1, 31):
        heard.emit(logging.makeLogRecord({"done": done, "total": 30}))
    heard.emit(logging.makeLogRecord({"msg": "something else"}))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "5 of 30 stages done, about 25 s left"
    assert len(lines) == 5
