from src.services.sales import add, today

config = {
    "type": "event",
    "name": "RecordSale",
    "description": "Adds a confirmed order to the day's figures",
    "flows": ["order-desk"],
    "subscribes": ["order.confirmed"],
    "emits": [],
    "input": {
        "type": "object",
        "properties": {
            "orderId": {"type": "string"},
            "totalCents": {"type": "integer"},
        },
        "required": ["orderId", "totalCents"],
    },
}


async def handler(input_data, context):
    day = today()
    figures = await add(context.state, day, input_data["totalCents"])
    context.logger.info("Sale recorded", {"orderId": input_data["orderId"], "day": day, **figures})
