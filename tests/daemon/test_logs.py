import logging

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
