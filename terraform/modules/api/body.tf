# The gateway's body: the routes of the package, with the choices of this deployment.

locals {
  # The template as it is. It depends on no resource.
  routes = jsondecode(file("${var.package_directory}/gateway.json")).paths

  methods = {
    for path, methods in local.routes :
    path => sort([for method in keys(methods) : upper(method) if method != local.any_method])
  }

  # It answers 405 for the methods that a path does not have.
  any_method = "x-amazon-apigateway-any-method"

  described = jsondecode(templatefile("${var.package_directory}/gateway.json", {
    name           = local.name
    invoke_arn     = local.invoke_arn
    authentication = var.authentication
  }))

  body = jsonencode(merge(local.described, {
    paths = {
      for path, methods in local.described.paths : path => merge(methods, local.preflights[path])
    }

    components = {
      securitySchemes = {
        for scheme, description in local.security_schemes :
        scheme => description if scheme == var.authentication
      }
    }

    "x-amazon-apigateway-gateway-responses" = {
      for kind, response in local.gateway_responses : kind => merge(response, {
        responseParameters = merge(response.responseParameters, {
          for name, value in local.cors_headers : "gatewayresponse.header.${name}" => value
        })
      })
    }
  }))

  gateway_responses = local.described["x-amazon-apigateway-gateway-responses"]

  # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
  security_schemes = {
    token = {
      type                           = "apiKey"
      name                           = "Authorization"
      in                             = "header"
      "x-amazon-apigateway-authtype" = "custom"
      "x-amazon-apigateway-authorizer" = {
        type                         = "token"
        authorizerUri                = local.authorizer_invoke_arn
        authorizerResultTtlInSeconds = var.authorizer_ttl_seconds
        # Anything else cannot be a token. It gets a 401 without a call of the function.
        identityValidationExpression = "^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/=-]{1,8192}$"
      }
    }

    iam = {
      type                           = "apiKey"
      name                           = "Authorization"
      in                             = "header"
      "x-amazon-apigateway-authtype" = "awsSigv4"
    }
  }
}
