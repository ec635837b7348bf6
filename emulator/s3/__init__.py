"""moto's S3, where it is more lenient, or stricter, than S3 is: bucket policies and presigned URLs."""
