"""What makes a bucket one of which nothing can become public, whatever its policy and its objects say."""

from infrastructure.bindings import Construct, S3Bucket, S3BucketPublicAccessBlock, TerraformElement
from infrastructure.naming import named


def closed_to_the_public(
    scope: Construct, name: str, bucket: S3Bucket, after: TerraformElement | None = None
) -> S3BucketPublicAccessBlock:
    """`name` is the one that Terraform knows the bucket by; `after` is what must be there first, if anything."""
    access = S3BucketPublicAccessBlock(
        scope,
        "access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        depends_on=[after] if after else None,
    )
    return named(name, access)
