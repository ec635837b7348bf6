"""Puts what this package has into moto's classes: moto has no setting for any of it."""

import logging
from functools import cache

from emulator.step_functions.answers import answer_completely
from emulator.step_functions.caches import make_once
from emulator.step_functions.errors import name_errors_as_aws_does
from emulator.step_functions.execution_logs import write_logs
from emulator.step_functions.executions import keep_executions
from emulator.step_functions.interpreter import stop_where_it_stands
from emulator.step_functions.maps import bound_maps


@cache
def extend_step_functions() -> None:
    # It logs every failure of a state, which is the execution's to tell.
    logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)
    make_once()
    name_errors_as_aws_does()
    stop_where_it_stands()
    bound_maps()
    keep_executions()
    answer_completely()
    write_logs()
