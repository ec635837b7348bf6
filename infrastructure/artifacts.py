"""The archives in S3, where Lambda fetches them.

Given to Lambda as files of this machine, they would travel inside of API calls, 50 MB at most, and the AWS provider
would make one function after the other, five seconds each; from S3 it makes all at once.
"""

import os
from pathlib import Path

from infrastructure.bindings import Construct, S3Bucket, S3Object
from infrastructure.naming import named
from infrastructure.private_bucket import closed_to_the_public, unfinished_uploads
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings


class Artifacts(Construct):
    """`folder` is where Terraform runs. A key names its content, so that new content is a new object."""

    def __init__(self, scope: Construct, stage: StageSettings, folder: Path, code: Path, layer: Path) -> None:
        super().__init__(scope, "artifacts")
        self._folder = folder
        # Emptied with the stage: every archive can be made again.
        bucket = S3Bucket(
            self,
            "bucket",
            bucket_prefix=f"{PROJECT}-{stage.name}-",
            force_destroy=True,
            lifecycle_rule=[unfinished_uploads()],
        )
        self._bucket = named("artifacts", bucket)
        closed_to_the_public(self, "artifacts", self._bucket)
        self.code = self._object("code", code)
        self.layer = self._object("layer", layer)

    def _object(self, name: str, archive: Path) -> S3Object:
        source = os.path.relpath(archive, self._folder)
        stored = S3Object(self, name, bucket=self._bucket.bucket, key=archive.name, source=source)
        return named(name, stored)
