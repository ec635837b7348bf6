"""What the Makefile's targets run: the stage on the laptop, deployments to AWS, and contract tests against either.

Each command starts programs (the emulator, a model server, cdktf, Schemathesis) and talks to AWS's APIs. Nothing in
here imports the emulator, the infrastructure or the handlers.
"""
