"""A number written out: the same digits on the page, in JSON, in CSV, and still a number in a workbook."""

from __future__ import annotations


class Figure(str):
    """The decimal digits of a number, such as "1955000.00"."""

    __slots__ = ()
