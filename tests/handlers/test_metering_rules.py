"""No operation and no step is left out where the rule stands that models are met behind a meter."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_rule_is_for_every_operation() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [rule] = [each for each in settings["contracts"] if "handlers.models.choice" in each.get("forbidden_modules", ())]

    operations = {f"handlers.{file.stem}" for file in (ROOT / "handlers").glob("*.py")} - {"handlers.__init__"}

    assert operations | {"handlers.steps", "handlers.gateway"} == set(rule["source_modules"])
