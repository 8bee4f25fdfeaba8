# What lets the pages of one other site call the API. One, because what the gateway answers itself can
# only name a fixed one. With none of it, browsers keep the answers from every other site.

locals {
  cors_origins = compact([var.cors_origin])

  # Of every answer. In quotes the gateway takes a value as it is; exposed are those that its own answers
  # have, the function names more of its own.
  cors_headers = merge([
    for origin in local.cors_origins : {
      "Access-Control-Allow-Origin"   = "'${origin}'"
      "Access-Control-Expose-Headers" = "'Retry-After, X-Request-Id'"
      "Vary"                          = "'Origin'"
    }
  ]...)

  # What a browser asks before it calls. It sends no token with that question, so it is open to all.
  preflights = {
    for path, methods in local.methods : path => {
      for origin in local.cors_origins : "options" => {
        parameters = local.routes[path][local.any_method].parameters
        security   = []

        responses = {
          "204" = {
            description = "What pages of ${origin} may do"
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
      # Seconds; Chrome keeps it for no longer.
      "Access-Control-Max-Age" = "'7200'"
    })
  }

  # Those of all other answers of the gateway's own; a preflight's has no content that could have a type.
  guarding_headers = {
    for name, value in local.gateway_responses["DEFAULT_4XX"].responseParameters :
    trimprefix(name, "gatewayresponse.header.") => value if !endswith(name, ".Content-Type")
  }
}
