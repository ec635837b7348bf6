"""What client teams get of a stage, in `dist/contract`: `make publish`."""
