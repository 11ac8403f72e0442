"""Requests for authorization and the answers to them (278) as tables.

Every row has ``transaction`` (its position in the file), ``request`` (the running number of its patient event over the
file; null above one) and ``segment`` (from 1 in the file); a request in which something is faulty is in no table.
"""
