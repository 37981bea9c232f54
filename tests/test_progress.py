import logging

import pytest
from interviewer_effects.progress import SCREEN, TimeLeft, calm_screen, time_left


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


def test_the_screen_shows_what_a_person_is_to_read_and_the_file_everything():
    logger, shown, written = logging.Logger("snakemake's"), [], []
    for name, lines in ((SCREEN, shown), ("DefaultLogFileHandler", written)):
        handler = logging.Handler()
        handler.name = name
        handler.emit = lambda record, lines=lines: lines.append(record.getMessage())
        logger.addHandler(handler)
    calm_screen(logger)
    logger.info("Building DAG of jobs...")
    logger.info("localrule read_survey", extra={"event": "job_info"})
    logger.info("\nSelect jobs to execute...")
    logger.error("Error in rule read_survey", extra={"event": "job_error"})
    logger.info("Nothing to be done (all requested files are present and up to date).")
    logger.info("Congratulations, your workflow is in a good condition!")
    logger.info("Complete log(s): here")
    assert [line.split()[0] for line in shown] == [
        "Error",
        "Nothing",
        "Congratulations,",
        "Complete",
    ]
    assert len(written) == 7
