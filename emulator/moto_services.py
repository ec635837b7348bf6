"""Every AWS service but API Gateway and Lambda's invocation: moto, in this process.

moto loads a service at its first request, told by the SigV4 credential scope, so that the emulator starts with few.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any

from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator.added_operations import added_operation
from emulator.cloud_control.endpoint import CloudControl
from emulator.dynamodb.extension import extend_dynamodb
from emulator.dynamodb.order import Deliver, alone, deliver_now, if_nobody_else_is, is_for_dynamodb
from emulator.dynamodb.requests import answer_plain, is_brief, is_plain
from emulator.execution_names import with_execution_name
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.malformed_requests import fault_of, refused
from emulator.memory import load_whole, spare_memory
from emulator.moto_lookups import look_up_once
from emulator.s3.presigned_urls import PresignedUrls
from emulator.synchronous_executions import start_and_wait, starts_synchronously
from emulator.wsgi import call

_log = logging.getLogger(__name__)

# A thread of moto's waits for the function that it invokes, and that function may call moto in turn.
_THREADS = 64
_FAILED = HttpAnswer(500, (("Content-Type", "application/json"),), b'{"__type":"InternalFailure"}')
# After a 500 or 503, SDKs and Terraform ask again, for minutes.
_NOT_IMPLEMENTED = 501


def _extend_cognito() -> None:
    from emulator.cognito.extension import extend_cognito  # noqa: PLC0415 - as S3's

    extend_cognito()


def _extend_cloudwatch() -> None:
    from emulator.cloudwatch.extension import extend_cloudwatch  # noqa: PLC0415 - for those who ask for metrics

    extend_cloudwatch()


def _extend_logs() -> None:
    from emulator.cloudwatch.log_extension import extend_logs  # noqa: PLC0415 - for those who ask for logs

    extend_logs()


def _extend_s3() -> None:
    from emulator.s3.extension import extend_s3  # noqa: PLC0415 - loads moto's S3, which not every emulator is asked for

    extend_s3()


def _extend_step_functions() -> None:
    from emulator.step_functions.extension import extend_step_functions  # noqa: PLC0415 - takes 1 s

    extend_step_functions()


def _extend_sqs() -> None:
    from emulator.sqs.extension import extend_sqs  # noqa: PLC0415 - loads moto's SQS, as above

    extend_sqs()


# What must be done to a service of moto's before it is used.
_EXTENSIONS: Mapping[str, Callable[[], None]] = {
    "cloudwatch": _extend_cloudwatch,
    "cognitoidp": _extend_cognito,
    "dynamodb": extend_dynamodb,
    "logs": _extend_logs,
    "s3": _extend_s3,
    "sqs": _extend_sqs,
    "stepfunctions": _extend_step_functions,
}


class MotoServices:
    def __init__(self, port: int, presigned_urls: PresignedUrls) -> None:
        _configure(port)
        spare_memory()
        look_up_once()
        self._application = DomainDispatcherApplication(_create_application)
        self._presigned_urls = presigned_urls
        self._cloud_control = CloudControl(self._call)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="moto")

    async def answer(self, request: HttpRequest) -> HttpAnswer:
        refusal = self._presigned_urls.refuse(request)
        if refusal is not None:
            return refusal
        request = with_execution_name(request)
        if starts_synchronously(request):
            return await start_and_wait(request, self._ask)
        return await self._ask(request)

    async def _ask(self, request: HttpRequest) -> HttpAnswer:
        if is_brief(request) and (answered := await self._call_at_once(request)):
            return answered
        own = self._cloud_control.operation(request) or added_operation(request)
        answer = self._call if own is None else partial(_answered, own)
        return await asyncio.get_running_loop().run_in_executor(self._threads, answer, request)

    async def _call_at_once(self, request: HttpRequest) -> HttpAnswer | None:
        """Without a thread, unless one is at DynamoDB; functions that read a table's stream are waited for in one."""
        run = partial(asyncio.get_running_loop().run_in_executor, self._threads)
        with if_nobody_else_is() as is_free:
            if not is_free:
                return None
            deliveries: list[asyncio.Future[None]] = []
            answer = self._call(request, lambda deliver: deliveries.append(run(deliver)))
        for delivery in deliveries:
            await delivery
        return answer

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _call(self, request: HttpRequest, deliver: Deliver = deliver_now) -> HttpAnswer:
        return _answered(partial(self._call_moto, deliver=deliver), request)

    def _call_moto(self, request: HttpRequest, deliver: Deliver) -> HttpAnswer:
        with alone(deliver) if is_for_dynamodb(request) else nullcontext():
            return answer_plain(request) if is_plain(request) else call(self._application, request)


def _answered(answer: Callable[[HttpRequest], HttpAnswer], request: HttpRequest) -> HttpAnswer:
    """The answer, or what a request gets that it fails at."""
    try:
        return answer(request)
    except NotImplementedError as error:
        _log.warning("moto does not have it: %s", error)
        return refused(request, _NOT_IMPLEMENTED, "NotImplemented", "The emulator does not have this operation")
    except Exception:  # noqa: BLE001 - one request failed, not the emulator
        fault = fault_of(request)
        if fault is not None:
            return refused(request, 400, *fault)
        _log.exception("moto failed: %s %s", request.method, request.raw_path)
        return _FAILED


def _configure(port: int) -> None:
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    default_user_config["iam"]["load_aws_managed_policies"] = True
    # AWS's default; without it moto lets a function reserve any number.
    os.environ.setdefault("MOTO_LAMBDA_CONCURRENCY_QUOTA", "1000")
    # moto's Step Functions call the other services at this port.
    os.environ["MOTO_PORT"] = str(port)


def _create_application(service: Any) -> Any:
    """moto's, without Flask's debugging, which makes a class for each request and so keeps the request in memory."""
    load_whole(service)
    if service in _EXTENSIONS:
        _EXTENSIONS[service]()
    application = create_backend_app(service)
    application.debug = False
    application.config["PROPAGATE_EXCEPTIONS"] = True
    return application
