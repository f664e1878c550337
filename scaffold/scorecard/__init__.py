"""How far a repository, whoever made it, has come on the checklist for services in operation.

Everything is read, nothing of the repository is run: ``evidence.py`` gathers what it says,
``items/`` judge it, ``judging.py`` puts the items to it.
"""
