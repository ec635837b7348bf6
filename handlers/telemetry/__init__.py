"""What is written about requests and steps: log lines and metrics. No text, no key and no token enters either."""
