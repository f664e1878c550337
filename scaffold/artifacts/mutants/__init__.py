"""Small changes of Prometheus rules, one at a time, each of which gives a rule another meaning.

A change that no series could tell from the original is not made; where one is left out, the
function that would make it says why.
"""
