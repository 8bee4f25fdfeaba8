"""What is deployed: the Lambda's zip, the gateway's description, and the facts of both."""
