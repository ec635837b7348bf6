"""How fast the emulator is: `python -m tests.bench`, each figure beside its own ceiling in the same run."""

import sys
from typing import Any

from tests.bench.cold_start import cold_starts
from tests.bench.direct import proxy_event
from tests.bench.memory import children, own_share, resident
from tests.bench.rounds import ROUNDS, SECONDS, measure, show
from tests.bench.stage import ROLE_NAME, Stage, deploy, invoke_request
from tests.bench.subjects import UnexpectedAnswerError, direct_invocations, endpoint, served
from tests.emulator.running import RunningEmulator, is_healthy, wait_until

CONNECTIONS = 32

BARE = "a bare ASGI answer"
GATEWAY_ALONE = {
    "MOCK": "mock",
    "MOCK, body validated": "validated",
    "MOCK, authorizer's answer cached": "authorized",
    "MOCK, VTL over the body": "vtl",
}
DIRECTLY, DIRECTLY_ALONE = "the same workers, driven directly", "a worker, driven directly, one at a time"
INVOKE, INVOKE_ALONE = "Lambda's Invoke over HTTP", "Lambda's Invoke over HTTP, one at a time"
PROXY, PROXY_ALONE = "Lambda proxy", "Lambda proxy, one at a time"


def main() -> int:
    with served("tests.bench.bare_asgi") as (bare, _), served("tests.bench.emulator_unthrottled") as (port, process):
        emulator = RunningEmulator(process, port)
        wait_until(lambda: is_healthy(emulator), "the emulator to be healthy")
        ready = resident(process.pid)
        emulator.client("iam").create_role(RoleName=ROLE_NAME, AssumeRolePolicyDocument="{}")
        stage = deploy(emulator.client)
        print(f"{CONNECTIONS} connections, medians of {ROUNDS} rounds of {SECONDS:.0f} s each, taken in turns.")
        print("The load comes from the same machine.\n")
        try:
            gateway_alone(bare, port, stage)
            lambda_proxy(port, stage)
        except UnexpectedAnswerError as error:
            print(error, file=sys.stderr)
            return 1
        cold(emulator.client("lambda"), stage)
        memory(process.pid, ready)
    return 0


def gateway_alone(bare: int, port: int, stage: Stage) -> None:
    subjects = {BARE: endpoint(bare, stage.request("mock"), CONNECTIONS)}
    subjects |= {what: endpoint(port, stage.request(name), CONNECTIONS) for what, name in GATEWAY_ALONE.items()}
    show(measure(subjects), BARE, tuple(subjects))


def lambda_proxy(port: int, stage: Stage) -> None:
    print()
    invoke, request = invoke_request(stage.function_name, proxy_event()), stage.request("lambda")
    with direct_invocations() as directly:
        measured = measure(
            {
                DIRECTLY: directly(CONNECTIONS),
                INVOKE: endpoint(port, invoke, CONNECTIONS),
                PROXY: endpoint(port, request, CONNECTIONS),
                DIRECTLY_ALONE: directly(1),
                INVOKE_ALONE: endpoint(port, invoke, 1),
                PROXY_ALONE: endpoint(port, request, 1),
            }
        )
    show(measured, DIRECTLY, (DIRECTLY, INVOKE, PROXY))
    show(measured, DIRECTLY_ALONE, (DIRECTLY_ALONE, INVOKE_ALONE, PROXY_ALONE))
    added = measured[PROXY_ALONE].added_to(measured[DIRECTLY_ALONE])
    print(f"  {'added to a direct invocation':40} p50 {added:.2f} ms")


def cold(client: Any, stage: Stage) -> None:
    starts, interpreter = cold_starts(client, stage.function_name)
    print(f"\n  {'the interpreter alone, start to end':40} p50 {interpreter:6.0f} ms")
    print(f"  {'a cold start with its invocation':40} p50 {starts:6.0f} ms   {starts / interpreter:.1f} times that")


def memory(pid: int, ready: float) -> None:
    print("\nMemory (10⁶ bytes):")
    print(f"  {'the emulator, ready':40} {ready:6.0f} MB resident")
    print(f"  {'the emulator, after all of this':40} {resident(pid):6.0f} MB resident")
    workers = children(pid)
    if workers:
        mean = sum(own_share(worker) for worker in workers) / len(workers)
        print(f"  {'a worker':40} {mean:6.1f} MB, its share of what {len(workers)} have in common included")


if __name__ == "__main__":
    sys.exit(main())
