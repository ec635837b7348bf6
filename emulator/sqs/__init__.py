"""moto's SQS, made safe for threads, with event source mappings, message move tasks and metrics of its own."""
