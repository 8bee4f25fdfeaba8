"""What callers get. Fields are added, never renamed; what is not known is null."""
