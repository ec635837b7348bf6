"""One module for each part of the project that reads what strangers send; each has its TARGETS by name."""
