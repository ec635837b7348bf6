"""Composition root: one stack per stage, then synth. cdktf starts it, as cdktf.json says; it also runs by itself."""

import sys
from pathlib import Path

from contract import ContractError, load
from infrastructure.bindings import App
from infrastructure.packages import packages
from infrastructure.settings import FUNCTIONS, STAGES
from infrastructure.stack import Facade, FacadeStack
from infrastructure.wiring import Miswiring, handler_modules, wire

ROOT = Path(__file__).resolve().parent


def main() -> None:
    contract = load(ROOT / "openapi.yaml")
    operations = wire(contract, handler_modules(ROOT / "handlers"), FUNCTIONS)
    if isinstance(operations, Miswiring):
        sys.exit("\n".join(operations.faults))
    facade = Facade(ROOT, contract, operations, packages(ROOT, contract))
    app = App()
    for stage in STAGES:
        FacadeStack(app, stage, facade)
    app.synth()


if __name__ == "__main__":
    try:
        main()
    except (ContractError, SyntaxError) as refused:
        sys.exit(str(refused))
