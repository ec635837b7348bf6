"""OpenAPI documents (2.0 and 3.0) to an API's definition, with the errors and warnings that AWS gives."""
