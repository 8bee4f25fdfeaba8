"""What writes files of this repository anew, one command for each. Never shipped."""
