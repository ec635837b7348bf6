"""API Gateway's side of a handler: its proxy event in, its proxy response out. No task and no model enters here."""
