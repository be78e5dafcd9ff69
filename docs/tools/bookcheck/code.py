"""Code comes from files that are compiled, is narrow enough to be read, and can be found by those who read on a code host."""

import re
import unicodedata

from .book import INCLUDE

WIDEST = 90
# Languages whose blocks may not be written by hand: what stands in a file is compiled, or run by a test.
FROM_FILES = {"rust", "python"}
COMPILED = re.compile(r"(demos|shared|tools|docs|workshop)/.*\.(rs|py)$")


def check(book):
    refused = {entry.get("source"): f"{entry.get('name')}.txt" for entry in book.figures["refused"]}
    return [flaw for page in book.pages for block in page.blocks for flaw in flaws_of(book, page, block, refused)]


def flaws_of(book, page, block, refused):
    flaws = []
    includes = INCLUDE.findall(block.body)
    if block.language in FROM_FILES:
        rest = INCLUDE.sub("", block.body).strip()
        if not includes or rest:
            flaws.append(page.flaw(block.begin, f"a {block.language} block is an include, so that what it shows is compiled"))
    for include in includes:
        path, _, part = include.partition(":")
        target = (page.path.parent / path).resolve()
        if not target.is_file():
            continue  # said elsewhere
        name = target.relative_to(book.root).as_posix() if book.root in target.parents else path
        if block.language == "rust" and name not in refused and (not COMPILED.match(name) or "/refused/" in name):
            flaws.append(page.flaw(block.begin, f"{name} is not compiled with the workspace"))
        if not any((page.path.parent / link.partition("#")[0]).resolve() == target for _, link in page.links()):
            flaws.append(page.flaw(block.begin, f"no link to {path} stands near its include: code hosts show no includes"))
        if target.name not in refused.values():  # what the compiler says is as wide as it is
            flaws += too_wide(page, block, included(target, part), f" of {path}")
    flaws += too_wide(page, block, block.body, "")
    return flaws


def too_wide(page, block, text, where):
    widest = WIDEST + (block.language == "diff")  # the mark in front of the line
    for number, line in enumerate(text.splitlines(), 1):
        if not INCLUDE.search(line) and width(line) > widest:
            return [page.flaw(block.begin, f"line {number}{where} has {width(line)} columns; {widest} fit")]
    return []


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip("\r\n"))


def included(target, part):
    """The lines of a file that an include shows."""
    text = target.read_text(encoding="utf-8", errors="replace")
    if part and not re.fullmatch(r"[0-9:]*", part):
        begin = re.search(rf"^.*\bANCHOR:\s*{re.escape(part)}\b(?!-).*\n", text, re.M)
        end = re.search(rf"^.*\bANCHOR_END:\s*{re.escape(part)}\b(?!-).*$", text, re.M)
        return text[begin.end() : end.start()] if begin and end else ""
    if part:
        first, _, last = part.partition(":")
        lines = text.splitlines()
        begin = int(first) - 1 if first else 0
        end = (int(last) if last else len(lines)) if ":" in part else begin + 1
        return "\n".join(lines[begin:end])
    return text
