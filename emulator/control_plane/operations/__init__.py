"""The operations of the service, a method each, named in snake case as boto3 names them.

An operation takes its parsed input; it answers with its output's members, None where it has none, or a refusal.
What its path names is there: places.py has looked.
"""
