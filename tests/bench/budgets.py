"""Teams of the benchmarks' own."""

from typing import Any


def declare_team(dynamodb: Any, table: str, team: str) -> None:
    """With a budget that no measurement exhausts."""
    words = {"id": f"team#{team}", "plan": "bench", "usage_plan_id": "plan", "api_key_id": "key"}
    numbers = {"budget": 10**12, "rate": 1, "burst": 1}
    item = {name: {"S": word} for name, word in words.items()} | {
        name: {"N": str(number)} for name, number in numbers.items()
    }
    dynamodb.put_item(TableName=table, Item=item)
