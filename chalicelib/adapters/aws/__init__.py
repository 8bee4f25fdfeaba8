"""The only place that knows AWS's clients."""
