"""The typed clients of the contract, built for client teams: a wheel and an npm tarball."""
