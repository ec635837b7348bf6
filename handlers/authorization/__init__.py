"""Who calls, by a user pool's access token, and what they may do. No function of an operation imports this."""
