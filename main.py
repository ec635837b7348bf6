"""Composition root: one stack per stage, then synth. cdktf starts it, as cdktf.json says; it also runs by itself."""

import sys
from pathlib import Path

from contract import ContractError, load
from infrastructure.bindings import App
from infrastructure.packages import packages
from infrastructure.resources import faults_of_prices
from infrastructure.settings import AUTHORIZERS, FUNCTIONS, STEPS
from infrastructure.stack import Facade, FacadeStack
from infrastructure.stages import STAGES
from infrastructure.teams import faults_of_teams
from infrastructure.wiring import Miswiring, handler_modules, wire, wire_authorizers, wire_steps

ROOT = Path(__file__).resolve().parent


def main() -> None:
    contract = load(ROOT / "openapi.yaml")
    operations = wire(contract, handler_modules(ROOT / "handlers"), FUNCTIONS)
    steps = wire_steps(handler_modules(ROOT / "handlers" / "steps"), STEPS, FUNCTIONS)
    authorizers = wire_authorizers(contract, handler_modules(ROOT / "handlers" / "authorizers"), AUTHORIZERS)
    if isinstance(operations, Miswiring) or isinstance(steps, Miswiring) or isinstance(authorizers, Miswiring):
        wirings = (operations, steps, authorizers)
        sys.exit("\n".join(fault for wired in wirings if isinstance(wired, Miswiring) for fault in wired.faults))
    if faults := [*faults_of_teams(contract, [stage.default_plan for stage in STAGES]), *faults_of_prices(STAGES)]:
        sys.exit("\n".join(faults))
    facade = Facade(ROOT, contract, operations, steps, authorizers, packages(ROOT, contract))
    app = App()
    for stage in STAGES:
        FacadeStack(app, stage, facade)
    app.synth()


if __name__ == "__main__":
    try:
        main()
    except (ContractError, SyntaxError) as refused:
        sys.exit(str(refused))
