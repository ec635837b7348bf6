"""The core of what teams use: budgets of model tokens, and counts of requests. No event, no HTTP, no AWS."""
