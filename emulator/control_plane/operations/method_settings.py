"""The settings of one method in a stage."""

from emulator.control_plane.deploying import ALL_METHODS, DEFAULT_METHOD_SETTING
from emulator.control_plane.patch_table import Patch
from emulator.control_plane.store import Document


def begin_method_settings(stage: Document, patch: Patch) -> None:
    """A method's settings begin as those of all methods, if there are any."""
    settings = stage.setdefault("methodSettings", {})
    settings.setdefault(patch.names["method"], {**DEFAULT_METHOD_SETTING, **settings.get(ALL_METHODS, {})})
