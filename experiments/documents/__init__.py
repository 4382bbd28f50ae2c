"""Documents whose tables are made from the code: the ODD and the columns of a table of one's own.

``make document`` writes them anew; a test holds that they say what the code says.
"""
