"""Queues, topics and event buses that are told how asynchronous invocations have ended, by requests to moto."""

import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.metric_data import MINUTE, MetricData, Place

_log = logging.getLogger(__name__)

_DETAIL_TYPE = "Lambda Function Invocation Result - "
Answering = Callable[[HttpRequest], Awaitable[HttpAnswer]]


class Destinations:
    """Implements the functions' `Deliveries`. `answer` is moto, in this process."""

    def __init__(self, answer: Answering) -> None:
        self._answer = answer
        self._data = MetricData()

    async def deliver_record(self, destination_arn: str, function_arn: str, record: Mapping[str, Any]) -> None:
        text = json.dumps(record)
        match _service(destination_arn):
            case "events":
                await self._send(_put_event(destination_arn, function_arn, record["requestContext"]["condition"], text))
            case "sqs":
                await self._send(_send_message(destination_arn, text, {}))
            case "sns":
                await self._send(_publish(destination_arn, text, {}))
            case _:
                _log.warning("No invocation record can be sent to %s.", destination_arn)

    async def deliver_dead_letter(
        self, target_arn: str, function_arn: str, payload: bytes, attributes: Mapping[str, tuple[str, str]]
    ) -> None:
        """What is not taken is counted as one of the function's DeadLetterErrors."""
        text, is_taken = payload.decode("utf-8", "replace"), False
        match _service(target_arn):
            case "sqs":
                is_taken = await self._send(_send_message(target_arn, text, attributes))
            case "sns":
                is_taken = await self._send(_publish(target_arn, text, attributes))
            case _:
                _log.warning("%s is no target for dead letters.", target_arn)
        if not is_taken:
            _, _, _, region, account_id, _, name, *_ = function_arn.split(":")
            place = Place(account_id, region, "AWS/Lambda", int(time.time()) // MINUTE)
            self._data.add(place, [(("FunctionName", name),)], [("DeadLetterErrors", [1.0])])

    async def _send(self, request: HttpRequest) -> bool:
        """Whether it was taken."""
        answer = await self._answer(request)
        if answer.status >= 300:
            _log.warning("A message of Lambda was not taken: %s", answer.body[:500].decode("utf-8", "replace"))
        return answer.status < 300


def _service(arn: str) -> str:
    return (arn.split(":") + [""] * 3)[2]


def _send_message(queue_arn: str, text: str, attributes: Mapping[str, tuple[str, str]]) -> HttpRequest:
    _, _, _, region, account_id, name = queue_arn.split(":", 5)
    document = {
        "QueueUrl": f"https://sqs.{region}.amazonaws.com/{account_id}/{name}",
        "MessageBody": text,
        "MessageAttributes": {
            name: {"DataType": kind, "StringValue": value} for name, (kind, value) in attributes.items()
        },
    }
    return _request("sqs", region, json.dumps(document), "application/x-amz-json-1.0", "AmazonSQS.SendMessage")


def _publish(topic_arn: str, text: str, attributes: Mapping[str, tuple[str, str]]) -> HttpRequest:
    form = {"Action": "Publish", "Version": "2010-03-31", "TopicArn": topic_arn, "Message": text}
    for number, (name, (kind, value)) in enumerate(attributes.items(), start=1):
        entry = f"MessageAttributes.entry.{number}"
        form |= {f"{entry}.Name": name, f"{entry}.Value.DataType": kind, f"{entry}.Value.StringValue": value}
    return _request("sns", topic_arn.split(":")[3], urlencode(form), "application/x-www-form-urlencoded")


def _put_event(bus_arn: str, function_arn: str, condition: str, detail: str) -> HttpRequest:
    entry = {
        "Source": "lambda",
        "DetailType": _DETAIL_TYPE + ("Success" if condition == "Success" else "Failure"),
        "Resources": [bus_arn, function_arn],
        "EventBusName": bus_arn,
        "Detail": detail,
    }
    document = json.dumps({"Entries": [entry]})
    return _request("events", bus_arn.split(":")[3], document, "application/x-amz-json-1.1", "AWSEvents.PutEvents")


def _request(service: str, region: str, body: str, content_type: str, target: str = "") -> HttpRequest:
    host = f"{service}.{region}.amazonaws.com"
    headers = [
        ("Host", host),
        ("Content-Type", content_type),
        ("Authorization", f"AWS4-HMAC-SHA256 Credential=lambda/20250101/{region}/{service}/aws4_request"),
    ]
    if target:
        headers.append(("X-Amz-Target", target))
    return HttpRequest("POST", "/", "", tuple(headers), body.encode(), "127.0.0.1", (host, 443), "HTTP/1.1")
