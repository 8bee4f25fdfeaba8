"""What the use cases run with, in memory: it holds state, and passes the contract of the real."""
