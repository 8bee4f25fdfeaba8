"""The configuration of API Gateway for this API: its routes, and its own error responses."""
