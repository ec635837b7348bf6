"""The core: from a task's order to its result or a refusal. No HTTP, no AWS, no files and no clock in here."""
