"""What stands in recognised text, whichever paper it is on: labels, values, short lists, spelling."""
