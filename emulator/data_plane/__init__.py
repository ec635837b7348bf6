"""The execute-api service: what a deployed stage answers. It knows compiled APIs and ports, no sockets."""
