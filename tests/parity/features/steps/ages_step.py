import humanize

config = {"type": "event", "name": "Ages", "subscribes": ["order.placed"], "emits": [], "flows": ["features"]}


async def handler(input_data, context):
    context.logger.info(humanize.naturaltime(input_data["age"]))
