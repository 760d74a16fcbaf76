"""What the numbers allow: pure functions, arrays in, frozen results out. scipy is imported when it is first needed."""
