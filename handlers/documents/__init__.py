"""Documents of a tenant: what they are, how they are taken in, listed and deleted. No HTTP and no AWS enters here."""
