"""What goes with every request and every step: its models are metered, what it used is counted and told."""
