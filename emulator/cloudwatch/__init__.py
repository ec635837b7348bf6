"""CloudWatch: what moto lacks of it. Metrics from logs, percentiles, metric math, alarms that change their state.

Who wants to show metrics asks `queries.series` for one of them, and `queries.metric_data` for several with metric math
between them; who has something to count calls `metric_store.metric_store().add`.
"""
