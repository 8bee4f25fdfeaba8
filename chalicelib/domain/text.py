"""What text that people read may hold."""

# Control characters, and what ends lines in Unicode: the inside of a regular expression's class.
LINE_BREAKERS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
