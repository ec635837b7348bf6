"""Many tasks of POST /ai-service as one run. No HTTP and no AWS enters here."""
