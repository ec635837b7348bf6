"""What runs in Lambda: one module an operation, named as its operationId, with `handle(event, context)`.

`gateway` is API Gateway's side (event in, response out), `tasks` the core that knows neither HTTP nor AWS, `models`
what is plugged into the core's ports. `accounting` meters the models of each request and counts it, `telemetry` writes
its log lines and metrics. Nothing here imports another plane of the project.
"""
