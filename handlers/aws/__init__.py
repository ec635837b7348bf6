"""Behind the ports of the core: DynamoDB, S3, Step Functions."""
