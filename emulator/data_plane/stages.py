"""Which stages are served. A stage is swapped whole: a call sees either the old deployment or the new one."""

from dataclasses import dataclass, field

from emulator.data_plane.access.authorizer_cache import AuthorizerCache
from emulator.data_plane.calls import CompiledApi
from emulator.data_plane.custom_domains import CustomDomains
from emulator.snapshot import StageSettings


@dataclass(frozen=True, slots=True)
class Canary:
    """What `percent` of a stage's calls meet instead of the stage."""

    percent: float
    api: CompiledApi
    settings: StageSettings
    authorizer_cache: AuthorizerCache = field(default_factory=AuthorizerCache)


@dataclass(frozen=True, slots=True)
class DeployedStage:
    api: CompiledApi
    settings: StageSettings
    canary: Canary | None = None
    authorizer_cache: AuthorizerCache = field(default_factory=AuthorizerCache)

    def drawn(self, chance: float) -> "DeployedStage | Canary":
        """What a call meets that drew `chance`, from 0 up to 1."""
        canary = self.canary
        return self if canary is None or chance * 100 >= canary.percent else canary


class DeployedStages:
    """The stages, and the custom domain names that lead to them."""

    __slots__ = ("_stages", "domains")

    def __init__(self) -> None:
        self.domains = CustomDomains()
        self._stages: dict[tuple[str, str], DeployedStage] = {}

    def put(self, stage: DeployedStage) -> None:
        self._stages[stage.settings.api_id, stage.settings.stage_name] = stage

    def remove(self, api_id: str, stage_name: str) -> None:
        """Removing a stage that is not there is nothing."""
        self._stages.pop((api_id, stage_name), None)

    def forget_authorizations(self, api_id: str, stage_name: str) -> None:
        """Whoever authorizers have spoken of, they are asked about again."""
        stage = self._stages.get((api_id, stage_name))
        if stage is not None:
            stage.authorizer_cache.clear()
            if stage.canary is not None:
                stage.canary.authorizer_cache.clear()

    def find(self, api_id: str, stage_name: str) -> DeployedStage | None:
        return self._stages.get((api_id, stage_name))

    def all(self) -> list[DeployedStage]:
        return list(self._stages.values())
