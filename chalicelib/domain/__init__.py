"""What a refresh is: pure functions and values, no AWS client and no HTTP."""
