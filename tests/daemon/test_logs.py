import logging
import os

from motiad import logs
from motiad.paths import Paths


def test_the_daemon_logs_to_a_file_of_its_owner(tmp_path):
    paths = Paths.under(tmp_path)
    handler = logs.set_up(paths, "INFO")
    logging.getLogger("motiad.somewhere").info("hello")
    logging.getLogger("motiad.somewhere").debug("not this")
    logs.take_down(handler)
    logging.getLogger("motiad.somewhere").info("nor this")
    text = paths.log_file.read_text()
    assert "INFO motiad.somewhere: hello" in text
    assert "not this" not in text and "nor this" not in text
    assert paths.log.stat().st_mode & 0o077 == 0


def test_the_journal_gets_a_priority_and_no_time(capfd):
    status = os.fstat(2)
    handler = logs.set_up(None, "INFO", {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
    logging.getLogger("motiad.somewhere").warning("one\ntwo")
    logs.take_down(handler)
    assert capfd.readouterr().err == "<4>WARNING motiad.somewhere: one\n<4>two\n"


def test_a_journal_that_is_not_ours_is_none(tmp_path):
    assert not logs.to_journal({"JOURNAL_STREAM": "1:1"})
    assert not logs.to_journal({})
