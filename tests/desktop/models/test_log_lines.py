import pytest
import states

from motia_desktop.models import log_lines
from motia_desktop.models.log_filter import Level, LogFilter
from motia_desktop.models.log_lines import PAGE, Line, LogLines


def _line(number: int) -> Line:
    phase = "build" if number <= 600 else "deploy"
    return Line(number, phase, f"error {number}" if number % 100 == 0 else f"line {number}", 1_700_000_000_000 + number)


@pytest.fixture
def lines(qapp) -> LogLines:
    lines = LogLines()
    lines.begin_paged(1, 1000)
    return lines


def _texts(lines: LogLines) -> list[str | None]:
    return [row.text if row else None for row in map(lines.row, range(len(lines)))]


def test_the_ends_that_the_item_carries_stand_in(qapp) -> None:
    lines, data = LogLines(), states.uploading()
    grown: list[int] = []
    lines.grew.connect(grown.append)
    lines.show_deployment(data)
    assert _texts(lines) == [*states.BUILD_LOG, *states.UPLOAD_LOG[:4]]
    lines.show_deployment(data.model_copy(update={"upload_logs": states.UPLOAD_LOG[:6]}))
    assert grown[-1] == 2
    lines.show_deployment(states.failed(id="another"))
    assert len(lines) == len(states.failed().build_logs)


def test_what_is_not_here_is_asked_for_once_a_page(lines: LogLines) -> None:
    asked: list[tuple[int, int]] = []
    lines.wanted.connect(lambda after, limit: asked.append((after, limit)))
    assert [lines.row(row) for row in (0, 1, PAGE - 1, PAGE)] == [None] * 4
    assert asked == [(0, PAGE), (PAGE, PAGE)]
    lines.put(map(_line, range(1, PAGE + 1)))
    row = lines.row(0)
    assert row is not None
    assert (row.text, row.group) == ("line 1", "Build")
    assert row.time.endswith(".001")


def test_memory_is_bounded(lines: LogLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_lines, "MOST_LINES", 100)
    for first in range(1, 1000, 50):
        lines.put(map(_line, range(first, first + 50)))
        assert lines.in_memory <= 100
    monkeypatch.setattr(log_lines, "MOST_LETTERS", 50)
    lines.put([_line(1)])
    assert lines.in_memory < 10
    assert len(lines) == 1000


def test_a_filter_shows_the_lines_that_pass_as_they_are_found(lines: LogLines) -> None:
    lines.set_filter(LogFilter("build", Level.ERRORS))
    assert (len(lines), lines.complete) == (0, False)
    lines.scan([_line(number) for number in range(1, 301)], 300)
    assert _texts(lines) == ["error 100", "error 200", "error 300"]
    lines.scan([_line(number) for number in range(301, 601)], 1000)
    assert lines.complete
    assert [lines.number(row) for row in range(len(lines))] == [100, 200, 300, 400, 500, 600]
    assert [lines.row_of(number) for number in (1, 100, 101, 600, 999)] == [0, 0, 1, 5, 5]
    lines.extend(1001)
    assert not lines.complete
    lines.set_filter(LogFilter())
    assert len(lines) == 1001


def test_a_filter_works_without_a_daemon(qapp) -> None:
    lines = LogLines()
    lines.show_deployment(states.completed())
    lines.set_filter(LogFilter("build", Level.WARNINGS))
    assert len(lines) == 1
    lines.search.look_for("TOPIC")
    assert len(lines.search) == 1
    lines.set_filter(LogFilter("upload"))
    assert len(lines) == len(states.UPLOAD_LOG)
    assert len(lines.search) == 0


def test_lines_that_are_gone_are_not_counted(lines: LogLines) -> None:
    lines.begin_paged(901, 1000)
    assert (len(lines), lines.number(0), lines.row_of(3)) == (100, 901, 0)
