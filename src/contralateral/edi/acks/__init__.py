"""Acknowledgments as tables: of claims (277CA) and of syntax (999).

Every row has ``transaction`` (its position in the file), the running number of its unit over the file and ``segment``
(from 1 in the file); a unit in which something is faulty is in no table.
"""
