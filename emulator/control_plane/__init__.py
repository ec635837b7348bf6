"""The `apigateway` service of the emulator: what Terraform and boto3 call to define, deploy and key REST APIs."""

from emulator.control_plane.control_plane import ControlPlane, serves

__all__ = ["ControlPlane", "serves"]
