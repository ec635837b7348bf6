"""The functions that authorize requests, one module each; what they are made of is in `handlers.authorization`."""
