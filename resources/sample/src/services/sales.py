"""The day's figures, as every report step sees them."""

from datetime import datetime, timezone

import humanize

GROUP = "sales"


def today() -> str:
    """Return the key of the current day, in UTC."""
    return datetime.now(timezone.utc).date().isoformat()


async def figures_of(state, day: str) -> dict:
    """Return a day's number of orders and its turnover in cents."""
    return await state.get(GROUP, day) or {"orders": 0, "cents": 0}


async def add(state, day: str, cents: int) -> dict:
    """Add one order to a day's figures and return them."""
    before = await figures_of(state, day)
    after = {"orders": before["orders"] + 1, "cents": before["cents"] + cents}
    await state.set(GROUP, day, after)
    return after


def sentence(day: str, sales: dict) -> str:
    """Say a day's figures the way a person would."""
    date = humanize.naturaldate(datetime.fromisoformat(day))
    turnover = humanize.intcomma(sales["cents"] / 100, 2)
    return f"{humanize.apnumber(sales['orders'])} orders and {turnover} EUR on {date}"
