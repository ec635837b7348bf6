"""AWS Lambda on the laptop: which worker runs an invocation, and the processes that run it.

The decisions are in `pool`, free of clocks, sockets and processes; those are at the edge, in `worker`.
"""
