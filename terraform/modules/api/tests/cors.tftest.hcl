# CORS: what the pages of another site may do.

mock_provider "aws" {
  source          = "./tests/aws"
  override_during = plan
}

variables {
  environment       = "test"
  package_directory = "./tests/package"
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"
  lock_table_name   = "flywheel-lock"
  glue_job_arns     = ["arn:aws:glue:eu-west-1:123456789012:job/two", "arn:aws:glue:eu-west-1:123456789012:job/one"]
}

run "no_other_site_may_call" {
  command = plan

  assert {
    condition = alltrue([
      !strcontains(aws_api_gateway_rest_api.api.body, "Access-Control"),
      !strcontains(aws_api_gateway_rest_api.api.body, "\"options\""),
      !contains(keys(aws_lambda_function.api.environment[0].variables), "CORS_ORIGIN"),
    ])
    error_message = "Without an origin there must be no CORS headers and no preflight."
  }
}

run "pages_of_the_one_site_may_ask_what_they_may_do" {
  command = plan

  variables {
    cors_origin = "https://ops.example.com"
  }
  assert {
    condition = jsonencode({
      for path, methods in jsondecode(aws_api_gateway_rest_api.api.body).paths : path =>
      methods.options["x-amazon-apigateway-integration"].responses.default.responseParameters["method.response.header.Access-Control-Allow-Methods"]
      }) == jsonencode({
      "/executions/{name}"      = "'GET, HEAD'"
      "/executions/{name}/stop" = "'POST'"
      "/health"                 = "'GET, HEAD'"
      "/schedule"               = "'GET, HEAD, PUT'"
      "/things/{id}/open"       = "'GET, HEAD'"
    })
    error_message = "The preflight of every path must name the methods that the path has."
  }
  assert {
    condition = jsonencode(jsondecode(aws_api_gateway_rest_api.api.body).paths["/executions/{name}"].options) == jsonencode({
      parameters = [{ name = "name", in = "path", required = true, schema = { type = "string" } }]
      security   = []
      responses = {
        "204" = {
          description = "The methods and headers that pages of https://ops.example.com may use"
          headers = { for name in [
            "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Vary", "X-Content-Type-Options",
          ] : name => { schema = { type = "string" } } }
        }
      }
      "x-amazon-apigateway-integration" = {
        type                = "mock"
        passthroughBehavior = "never"
        requestTemplates    = { "application/json" = "{\"statusCode\":204}" }
        responses = {
          default = {
            statusCode = "204"
            responseParameters = {
              "method.response.header.Access-Control-Allow-Headers"  = "'Authorization, Content-Type, Idempotency-Key, If-None-Match'"
              "method.response.header.Access-Control-Allow-Methods"  = "'GET, HEAD'"
              "method.response.header.Access-Control-Allow-Origin"   = "'https://ops.example.com'"
              "method.response.header.Access-Control-Expose-Headers" = "'Retry-After, X-Request-Id'"
              "method.response.header.Access-Control-Max-Age"        = "'7200'"
              "method.response.header.Vary"                          = "'Origin'"
              "method.response.header.X-Content-Type-Options"        = "'nosniff'"
            }
          }
        }
      }
    })
    error_message = "The preflight must be answered without a token and without calling the function."
  }
}

run "pages_of_the_one_site_may_read_errors_of_the_gateway" {
  command = plan

  variables {
    cors_origin = "http://localhost:3000"
  }
  assert {
    condition = alltrue([
      for response in jsondecode(aws_api_gateway_rest_api.api.body)["x-amazon-apigateway-gateway-responses"] : alltrue([
        response.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'http://localhost:3000'",
        response.responseParameters["gatewayresponse.header.Access-Control-Expose-Headers"] == "'Retry-After, X-Request-Id'",
        response.responseParameters["gatewayresponse.header.Vary"] == "'Origin'",
        response.responseParameters["gatewayresponse.header.Content-Type"] == "'application/problem+json'",
      ])
    ])
    error_message = "Every answer of the gateway's own must name the site, and keep its other headers."
  }
  assert {
    condition     = aws_lambda_function.api.environment[0].variables.CORS_ORIGIN == "http://localhost:3000"
    error_message = "The function must get the origin too."
  }
}
