"""HTTP: routes, request and response models, problems, the OpenAPI document."""
