# Lets the pages of one other site call the API. It is one site, because the gateway's own answers can only name
# a fixed origin. Without it, browsers show the answers to no other site.

locals {
  cors_origins = compact([var.cors_origin])

  # Headers of every answer of the gateway. The gateway takes a value in quotes literally. It exposes the headers
  # of its own answers; the function exposes more.
  cors_headers = merge([
    for origin in local.cors_origins : {
      "Access-Control-Allow-Origin"   = "'${origin}'"
      "Access-Control-Expose-Headers" = "'Retry-After, X-Request-Id'"
      "Vary"                          = "'Origin'"
    }
  ]...)

  # The preflight request of browsers. It has no token, so it is open to all.
  preflights = {
    for path, methods in local.methods : path => {
      for origin in local.cors_origins : "options" => {
        parameters = local.routes[path][local.any_method].parameters
        security   = []

        responses = {
          "204" = {
            description = "The methods and headers that pages of ${origin} may use"
            headers = {
              for name in keys(local.preflight_headers[path]) : name => { schema = { type = "string" } }
            }
          }
        }

        "x-amazon-apigateway-integration" = {
          type                = "mock"
          passthroughBehavior = "never"
          requestTemplates    = { "application/json" = jsonencode({ statusCode = 204 }) }

          responses = {
            default = {
              statusCode = "204"
              responseParameters = {
                for name, value in local.preflight_headers[path] : "method.response.header.${name}" => value
              }
            }
          }
        }
      }
    }
  }

  preflight_headers = {
    for path, methods in local.methods : path => merge(local.guarding_headers, local.cors_headers, {
      "Access-Control-Allow-Methods" = "'${join(", ", methods)}'"
      "Access-Control-Allow-Headers" = "'Authorization, Content-Type, Idempotency-Key, If-None-Match'"
      # In seconds. Chrome keeps it no longer than this.
      "Access-Control-Max-Age" = "'7200'"
    })
  }

  # The headers of the gateway's other answers, without Content-Type: a preflight has no content.
  guarding_headers = {
    for name, value in local.gateway_responses["DEFAULT_4XX"].responseParameters :
    trimprefix(name, "gatewayresponse.header.") => value if !endswith(name, ".Content-Type")
  }
}
