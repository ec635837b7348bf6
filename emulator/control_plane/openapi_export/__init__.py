"""Deployed APIs to OpenAPI documents (2.0 and 3.0), in the shape that AWS exports them."""
