"""What API Gateway is for this API: the routes that it is given, and the answers of its own."""
