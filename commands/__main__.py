"""`python -m commands …`: what the Makefile runs. One sentence and a non-zero status when something fails."""

import argparse
import signal
import sys
from collections.abc import Callable

from commands import audit, aws_stage, bench, contract_tests, local_stage, mock, redrive, stage_outputs, tokens
from commands.error import CommandError

INTERRUPTED = 130


def main() -> int:
    # Also where a shell that started this in the background had SIGINT ignored, and when the terminal goes.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    arguments = _parser().parse_args()
    run: Callable[[argparse.Namespace], int | None] = arguments.run
    try:
        return run(arguments) or 0
    except CommandError as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m commands", description=__doc__)
    commands = parser.add_subparsers(required=True)

    up = commands.add_parser("up", help="the whole stage on this machine")
    up.add_argument("--port", type=int, default=4566)
    up.add_argument("--detach", action="store_true")
    up.set_defaults(run=lambda given: local_stage.up(given.port, detach=given.detach))

    commands.add_parser("down", help="stop it").set_defaults(run=lambda _: local_stage.down())

    commands.add_parser("bench", help="how fast the local stage answers").set_defaults(run=lambda _: bench.run())

    shell = commands.add_parser("env", help="print shell lines by which other programs find the local stage")
    shell.set_defaults(run=lambda _: local_stage.show_environment())

    for name, read in (("url", stage_outputs.read_url), ("key", tokens.read_key)):
        show = commands.add_parser(name, help=f"print a stage's {name}")
        show.add_argument("--stage", default="local")
        show.set_defaults(run=lambda given, read=read: print(read(given.stage)))

    token = commands.add_parser("token", help="print a token of a team")
    token.add_argument("--team", default="")
    token.add_argument("--stage", default="local")
    token.set_defaults(run=lambda given: print(tokens.read_token(given.stage, given.team)))

    teams = commands.add_parser("teams", help="list a stage's teams")
    teams.add_argument("--stage", default="local")
    teams.set_defaults(run=lambda given: tokens.show_teams(given.stage))

    commands.add_parser("audit", help="checkov over the stacks").set_defaults(run=lambda _: audit.run())

    back = commands.add_parser("redrive", help="move what lies in dead-letter queues back to its queues")
    back.add_argument("--stage", default="local")
    back.add_argument("--queue", default="", help="the queue's name; all of them if left out")
    back.set_defaults(run=lambda given: redrive.run(given.stage, given.queue))

    served = commands.add_parser("mock", help="the client edition, answered by its own examples")
    served.add_argument("--port", type=int, default=4010)
    served.set_defaults(run=lambda given: mock.run(given.port))

    for name, change in (("deploy", aws_stage.deploy), ("destroy", aws_stage.destroy)):
        there = commands.add_parser(name, help=f"{name} a stage on AWS")
        there.add_argument("--stage", required=True)
        there.add_argument("--state-bucket", default="", help="the S3 bucket that keeps Terraform's state")
        there.set_defaults(run=lambda given, change=change: change(given.stage, given.state_bucket))

    contract = commands.add_parser("contract", help="Schemathesis against a stage")
    contract.add_argument("--url", default="")
    contract.add_argument("--key", default="")
    contract.add_argument("--stage", default="local")
    contract.add_argument("--seeds", type=int, default=1, help="how many runs, of seeds 1 and on")
    contract.add_argument("--seconds", type=int, default=240, help="how long a run goes on")
    contract.add_argument("arguments", nargs="*", help="given to `schemathesis run` as they are, after `--`")
    contract.set_defaults(run=_test_contract)
    return parser


def _test_contract(given: argparse.Namespace) -> int:
    plan = contract_tests.planned(given.seeds, given.seconds, given.arguments)
    return contract_tests.run(given.url, given.key, given.stage, plan)


if __name__ == "__main__":
    sys.exit(main())
