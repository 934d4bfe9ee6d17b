"""Reading what people hand over: recognise → read → normalise. Never touches DuckDB.

Nothing is imported here: the reading child starts in 0.2 s only because each module is loaded
when it is needed.
"""
