"""Every n-gram of a text as a prefix of a window, and all n-grams numbered by one sort.

A text is a run of symbols 1, 2, 3, ... (characters or words, numbered in string order),
closed by a 0. The window at a position is the next `size` symbols up to the close, filled up
with zeros; its prefixes are the n-grams that start there. In the sorted table of distinct
windows the rows that share a prefix are neighbours, so a prefix is a new n-gram where it
differs from the one above, and counting the new ones along the rows, short before long,
numbers the n-grams in string order:

    =======  ====  ====  ====
    window    n=1   n=2   n=3
    =======  ====  ====  ====
    a            0
    a b a        1     2     3     ("a" is no new n-gram: it is column 0)
    a b c        0     4  ...
    =======  ====  ====  ====
"""
