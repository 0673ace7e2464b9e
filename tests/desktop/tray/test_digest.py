import pytest
import states

from motia_desktop.tray.digest import Digest

pytestmark = pytest.mark.qt


async def test_what_ends_together_is_told_together(qapp, until) -> None:
    digest, told = Digest(millis=60), []
    digest.gathered.connect(told.append)
    failed, mended = states.failed(id="a"), states.completed(id="a")
    other, dropped = states.completed(id="b"), states.completed(id="c")
    for data in (failed, dropped, other, mended):
        digest.add(data)
    digest.drop("c")
    assert told == []
    await until(lambda: told)
    assert told == [[other, mended]]
    digest.add(failed)
    await until(lambda: len(told) == 2)
    assert told[1] == [failed]


async def test_nothing_is_told_of_nothing(qapp, until) -> None:
    digest, told = Digest(millis=20), []
    digest.gathered.connect(told.append)
    digest.add(states.completed(id="a"))
    digest.drop("a")
    digest.add(states.completed(id="b"))
    await until(lambda: told)
    assert [data.id for data in told[0]] == ["b"]
