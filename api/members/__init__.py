"""Who takes part: the directory, admission, banking calendars, acts that await a checker."""
