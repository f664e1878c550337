"""How far a repository, whoever made it, has come on the checklist for services in operation.

Everything is read, nothing of the repository is run: ``gathering.py`` reads what it says,
``items/`` judge that, ``judging.py`` puts the items to it and counts its waivers in.
"""
