"""A user's tree and two renders of a template, merged by git, written as a whole or not at all."""
