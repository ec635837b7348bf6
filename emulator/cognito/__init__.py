"""moto's Cognito user pools, with the token endpoint of their domains and their public keys."""
