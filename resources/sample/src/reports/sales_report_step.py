from datetime import date

from src.services.sales import figures_of, sentence, today

config = {
    "type": "api",
    "name": "SalesReport",
    "description": "The figures of a day, readable",
    "flows": ["order-desk"],
    "method": "GET",
    "path": "/reports/sales",
    "queryParams": [{"name": "day", "description": "YYYY-MM-DD; today when left out"}],
    "responseSchema": {
        200: {
            "type": "object",
            "properties": {"day": {"type": "string"}, "summary": {"type": "string"}},
            "required": ["day", "summary"],
        },
    },
    "emits": [],
}


async def handler(request, context):
    day = request.get("queryParams", {}).get("day") or today()
    try:
        date.fromisoformat(day)
    except ValueError:
        return {"status": 400, "body": {"error": f"{day} is not a day"}}
    figures = await figures_of(context.state, day)
    return {"status": 200, "body": {"day": day, "summary": sentence(day, figures), **figures}}
