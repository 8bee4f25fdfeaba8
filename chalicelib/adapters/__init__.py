"""What is outside, each behind the port that the use cases ask."""
