"""Plain Django pages of the same shape as the product's: what a page of so many rows and columns costs anybody.

One flat table for each list, one indexed query for it, a plain template, Django's own middleware, a login. They know no
walls, no history, no scores; the comparison is as hard as we can make it.
"""
