"""The caches of a stage. A flushed cache serves nothing more that it held."""

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.store import Document


class Caches:
    """The emulator caches no responses, so that FlushStageCache has nothing to forget."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def flush_stage_cache(self, asked: Document) -> None:
        """Done as soon as it is asked for."""

    def flush_stage_authorizers_cache(self, asked: Document) -> None:
        self._publisher.forget_authorizations(asked["restApiId"], asked["stageName"])
