"""OpenID Connect: the only place that knows PyJWT."""
