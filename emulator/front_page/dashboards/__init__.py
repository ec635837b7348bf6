"""CloudWatch's dashboards as pages: from the JSON that was deployed to what is shown of it."""
