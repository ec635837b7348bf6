"""REST-JSON over botocore's model of a service: match a request, parse it by shape, render the answer by shape.

Nothing in here knows what API Gateway is.
"""
