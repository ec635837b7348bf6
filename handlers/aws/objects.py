"""Objects in S3."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from handlers.documents.ports import BYTES

_ABSENT = {"NoSuchKey", "404", "NotFound"}
_EXISTS = {"PreconditionFailed", "ConditionalRequestConflict"}
_DELETED_AT_ONCE = 1000  # keys, as DeleteObjects takes them
# Results of a batch may have 300 MB; a request of that size is all lost when anything happens to it.
_PART_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class S3Objects:
    """An `ObjectStore`."""

    s3: Any
    bucket: str

    def put(self, key: str, content: bytes, media_type: str = BYTES, *, fresh: bool = False) -> bool:
        if len(content) > _PART_BYTES and not fresh:
            self._put_in_parts(key, content, media_type)
            return True
        condition = {"IfNoneMatch": "*"} if fresh else {}
        try:
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=media_type, **condition)
        except ClientError as error:
            if fresh and _code(error) in _EXISTS:
                return False
            raise
        return True

    def _put_in_parts(self, key: str, content: bytes, media_type: str) -> None:
        """The object is there once all its parts are; what is left of a try that fails goes by the bucket's rule."""
        place = {"Bucket": self.bucket, "Key": key}
        upload = {**place, "UploadId": self.s3.create_multipart_upload(**place, ContentType=media_type)["UploadId"]}
        parts = []
        for number, start in enumerate(range(0, len(content), _PART_BYTES), start=1):
            part = self.s3.upload_part(**upload, PartNumber=number, Body=content[start : start + _PART_BYTES])
            parts.append({"PartNumber": number, "ETag": part["ETag"]})
        self.s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    def get(self, key: str) -> bytes | None:
        try:
            content: bytes = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return content

    def copy(self, source: str, target: str) -> bool:
        try:
            self.s3.copy_object(Bucket=self.bucket, Key=target, CopySource={"Bucket": self.bucket, "Key": source})
        except ClientError as error:
            if _code(error) in _ABSENT:
                return False
            raise
        return True

    def describe(self, key: str) -> tuple[int, str] | None:
        try:
            head = self.s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return head["ContentLength"], head["ContentType"]

    def keys(self, prefix: str) -> Iterator[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return (listed["Key"] for page in pages for listed in page.get("Contents", ()))

    def delete(self, keys: Iterable[str]) -> None:
        left = iter(keys)
        while listed := [{"Key": key} for key in islice(left, _DELETED_AT_ONCE)]:
            answer = self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": listed, "Quiet": True})
            if answer.get("Errors"):
                raise OSError(f"S3 deleted all but {len(answer['Errors'])} objects: {answer['Errors'][0].get('Code')}")

    def delete_prefix(self, prefix: str) -> None:
        self.delete(self.keys(prefix))

    def link(self, key: str, seconds: int) -> str:
        return self._presigned("get_object", {"Key": key}, seconds)

    def upload_url(self, key: str, media_type: str, size: int, seconds: int) -> str:
        """Both headers are signed: S3 refuses other bytes, more bytes and another type."""
        return self._presigned("put_object", {"Key": key, "ContentType": media_type, "ContentLength": size}, seconds)

    def _presigned(self, operation: str, parameters: dict[str, Any], seconds: int) -> str:
        parameters = {"Bucket": self.bucket, **parameters}
        url: str = self.s3.generate_presigned_url(operation, Params=parameters, ExpiresIn=seconds)
        return url


def _code(error: ClientError) -> str:
    code: str = error.response["Error"]["Code"]
    return code
