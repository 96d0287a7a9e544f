"""What `make bench` measures. A bench is a module in this directory; at its top, as literals:

    NAME = "pages"               what `make bench BENCH=pages` calls it
    FIRMS = (1.0, 0.1)           optional: run on the invented firm, at these multiples of --scale. It is made once and
                                 kept. Without it: on an empty, migrated database that is dropped afterwards.
    ENVIRONMENT = {"NAME": ""}   optional: environment of the process that measures

and a function that takes whichever of the runner's options (`benchmarks.inside.Options`) it names:

    def measure(*, scale: float) -> dict[str, object]

It runs with Django set up, signed in to its scratch database as the application. A list of dictionaries in its answer
becomes a table; "missed" may list, in words, the targets that were not met.
"""
