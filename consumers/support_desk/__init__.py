"""A made-up team whose people answer customers: it sums up tickets, and searches its own articles."""
