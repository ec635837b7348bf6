"""moto's DynamoDB, made serializable, and fast enough for tables of some ten thousand items."""
