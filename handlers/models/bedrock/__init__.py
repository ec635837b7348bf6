"""Amazon Bedrock behind the core's ports: an embedding model by InvokeModel, a reading model by Converse."""
