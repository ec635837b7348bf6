"""What a resource must be and what it is by default, whether an operation makes it or an import."""
