from src.services.sales import figures_of, sentence, today

config = {
    "type": "cron",
    "name": "DailySummary",
    "description": "Says at the end of the day how it went",
    "flows": ["order-desk"],
    "cron": "0 20 * * *",  # every evening at eight
    "emits": ["day.closed"],
}


async def handler(context):
    day = today()
    figures = await figures_of(context.state, day)
    summary = sentence(day, figures)
    await context.emit({"topic": "day.closed", "data": {"day": day, "summary": summary, **figures}})
    context.logger.info("Day closed", {"day": day, "summary": summary})
