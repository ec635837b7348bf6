"""Inline Maps: at most 40 iterations at once, as on AWS, and any number of them.

moto starts as many workers as MaxConcurrency says, whether there is anything for them to do or not, and goes one call
deeper with each iteration: Python ends that at some hundreds.
"""

import threading
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.inline_iteration_component import (
    InlineIterationComponent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.iteration_worker import IterationWorker
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.job import Job, JobPool
from moto.stepfunctions.parser.asl.eval.environment import Environment

_MOST_AT_ONCE = 40


def bound_maps() -> None:
    component: Any = InlineIterationComponent
    component._eval_body = _eval_inline  # noqa: SLF001 - the interpreter has no other place for it
    worker: Any = IterationWorker
    worker.eval = _work


def _eval_inline(component: Any, env: Environment) -> None:
    given = env.stack.pop()
    items, wanted = given.input_items, given.max_concurrency or _MOST_AT_ONCE
    pool = JobPool(job_program=component._get_iteration_program(), job_inputs=items)  # noqa: SLF001 - as above
    for _ in range(min(len(items), wanted, _MOST_AT_ONCE)):
        worker = component._create_worker(env=env, eval_input=given, job_pool=pool)  # noqa: SLF001 - as above
        threading.Thread(target=worker.eval, daemon=True).start()
    pool.await_jobs()
    failure = pool.get_worker_exception()
    if failure is not None:
        raise failure
    env.stack.append([job.job_output for job in pool.get_closed_jobs()])


def _work(worker: Any) -> None:
    """moto's, as a loop. A frame is closed before its job, for the Map goes on when the last job is closed."""
    env, pool = worker._env, worker._job_pool  # noqa: SLF001 - as above
    frame = env.open_frame()
    job: Job | None = pool.next_job()
    while job is not None:
        job_frame = frame.open_inner_frame()
        worker._eval_job(env=job_frame, job=job)  # noqa: SLF001 - as above
        frame.close_frame(job_frame)
        if isinstance(job.job_output, Exception) or worker.stopped():
            env.close_frame(frame)
            pool.close_job(job)
            return
        following: Job | None = pool.next_job()
        if following is None:
            # The state that follows the Map comes after the Map's last event.
            frame.event_history_context.source_event_id = job_frame.event_history_context.last_published_event_id
            env.close_frame(frame)
            pool.close_job(job)
            return
        pool.close_job(job)
        job = following
    env.close_frame(frame)
