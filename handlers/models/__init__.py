"""Behind the core's ports: the embedded model, and Amazon Bedrock."""
