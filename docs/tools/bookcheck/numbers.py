"""Measured numbers stand in recorded files, not in sentences, where they would be wrong on the next machine.

A number with a unit in a sentence has to be a parameter: part of a command or other code on the page, or one of the constants that
the page lists in a comment, as in <!-- numbers: 20 ms, 2 MiB -->.
"""

import re

UNITS = r"ns|us|µs|μs|ms|s|seconds?|milliseconds?|microseconds?|nanoseconds?|bytes?|B|kB|KB|MB|GB|KiB|MiB|GiB|%|percent|times"
NUMBER = re.compile(rf"(?<![\w.#/-])(?!(?:19|20)\d\ds\b)(\d[\d,]*(?:\.\d+)?)[ \u00a0]?({UNITS})(?![\w-])")
IN_CODE = re.compile(rf"(?<![\w.])(\d[\d,_]*(?:\.\d+)?)[ \u00a0]?({UNITS})?(?![\w])")
# Nothing, and the whole.
ALWAYS = {("0", "%"), ("100", "%")}
CONSTANTS = re.compile(r"<!-- numbers: (.*?)-->", re.S)
SAME = {"second": "s", "seconds": "s", "millisecond": "ms", "milliseconds": "ms", "microsecond": "us", "microseconds": "us",
        "µs": "us", "μs": "us", "nanosecond": "ns", "nanoseconds": "ns", "byte": "bytes", "B": "bytes", "percent": "%"}


def check(book):
    flaws = []
    for page in book.pages:
        known = parameters(page) | ALWAYS
        for match in NUMBER.finditer(without_addresses(page.prose)):
            if normal(match) not in known:
                what = f"{match[0]!r}: a measured number stands in a recorded file; a constant in <!-- numbers: {match[0]} -->"
                flaws.append(page.flaw(match.start(), what))
    return flaws


def normal(match):
    number = match[1].replace(",", "").replace("_", "")
    return number, SAME.get(match[2], match[2])


def parameters(page):
    """The numbers in the page's own code (not in what it includes), and those that it lists as constants."""
    code = [block.body for block in page.blocks]
    code += [match[2] for match in re.finditer(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", page.without_comments, re.S)]
    listed = CONSTANTS.findall(page.without_blocks)
    return {normal(match) for text in [*code, *listed] for match in IN_CODE.finditer(text)}


def without_addresses(prose):
    """Where links lead to is not read as a sentence."""
    return re.sub(r"\]\([^()\s]*\)", lambda match: re.sub(r"[^\n]", " ", match[0]), prose)
