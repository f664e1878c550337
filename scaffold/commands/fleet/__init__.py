"""``scaffold fleet``: what other commands do to one repository, done to every member of a fleet."""
