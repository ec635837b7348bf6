"""Which stages are served. A stage is swapped whole: a call sees either the old deployment or the new one."""

from dataclasses import dataclass

from emulator.data_plane.calls import CompiledApi
from emulator.snapshot import StageSettings


@dataclass(frozen=True, slots=True)
class DeployedStage:
    api: CompiledApi
    settings: StageSettings


class DeployedStages:
    __slots__ = ("_stages",)

    def __init__(self) -> None:
        self._stages: dict[tuple[str, str], DeployedStage] = {}

    def put(self, stage: DeployedStage) -> None:
        self._stages[stage.settings.api_id, stage.settings.stage_name] = stage

    def remove(self, api_id: str, stage_name: str) -> None:
        """Removing a stage that is not there is nothing."""
        self._stages.pop((api_id, stage_name), None)

    def find(self, api_id: str, stage_name: str) -> DeployedStage | None:
        return self._stages.get((api_id, stage_name))
