"""What is selected in a log, from where a person began to where they are."""

from typing import NamedTuple


class Spot(NamedTuple):
    """A place between two letters."""

    row: int
    letter: int


class Selection(NamedTuple):
    """From the anchor to the caret, in either direction."""

    anchor: Spot = Spot(0, 0)
    caret: Spot = Spot(0, 0)

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor == self.caret

    @property
    def start(self) -> Spot:
        """The end that comes first."""
        return min(self)

    @property
    def end(self) -> Spot:
        """The end that comes last."""
        return max(self)

    def within(self, row: int, length: int) -> tuple[int, int] | None:
        """Return which letters of a row are selected; one behind its end where the selection goes on."""
        start, end = self.start, self.end
        if self.empty or not start.row <= row <= end.row:
            return None
        first = start.letter if row == start.row else 0
        last = end.letter if row == end.row else length + 1
        return min(first, length), last
