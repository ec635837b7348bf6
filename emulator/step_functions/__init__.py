"""moto's Step Functions, as AWS documents them where moto differs, and without its costs for each state."""
