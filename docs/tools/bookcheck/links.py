"""What the pages point to is there: links, images, headings, includes and their anchors, recipes and packages."""

import re
from urllib.parse import unquote

from .book import Flaw

COMMAND = re.compile(r"\b(?:(just) ([a-z][a-z0-9-]*)|(cargo run)\b[^\n`|]*? -p ([a-z0-9_]+))")
RECIPE = re.compile(r"^@?([a-z_][a-z0-9_-]*)(?: [^:\n]*)?:(?!=)", re.M)
# What `just` is followed by in a sentence, and is no recipe.
JUST_WORDS = {"the", "as", "like", "a"}


def check(book):
    flaws = []
    heads = {}
    commands = known_commands(book)
    for page in [book.readme, *book.pages, book.summary]:
        for place, link in page.links():
            flaws += flaw_if(page, place, dead_link(book, page, link, heads))
        for place, path, part in page.includes():
            flaws += flaw_if(page, place, dead_include(page, path, part))
        for place, what in unknown_commands(page, commands):
            flaws.append(page.flaw(place, what))
    names = book.summary_names()
    flaws += [book.summary.flaw(None, f"{name} is missing") for name in book.by_name if name not in names]
    for source in sorted(book.root.glob("demos/*/src/main.rs")):
        demo = source.parents[1].name
        if f"{demo}.md" not in book.by_name:
            flaws.append(Flaw("docs/src", 0, f"the demo {demo} has no page"))
    return flaws


def flaw_if(page, place, what):
    return [page.flaw(place, what)] if what else []


def headings(page):
    """The ids that mdBook and code hosts give to the headings of a page."""
    ids = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", page.without_blocks, re.M):
        name = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = "".join(c for c in name if c.isalnum() or c in " -_").replace(" ", "-")
        number = 0
        while (name if number == 0 else f"{name}-{number}") in ids:
            number += 1
        ids.add(name if number == 0 else f"{name}-{number}")
    return ids


def dead_link(book, page, link, heads):
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return None  # a web address: not looked up, so that the check needs no network
    path, _, fragment = link.partition("#")
    target = (page.path.parent / unquote(path)).resolve() if path else page.path
    if not target.exists():
        return f"there is no {path}"
    if book.root not in target.parents:
        return f"{path} is outside of the project"
    if target.suffix == ".md" and book.sources in page.path.parents and book.sources not in target.parents:
        return f"{path} is no page of the book: once the book is built, the link is dead"
    if fragment and target.suffix == ".md":
        known = next((other for other in [*book.pages, book.readme] if other.path == target), None)
        if known is not None and fragment not in heads.setdefault(target, headings(known)):
            return f"{path or page.path.name} has no heading #{fragment}"
    return None


def dead_include(page, path, part):
    target = (page.path.parent / path).resolve()
    if not target.is_file():
        return f"there is no {path} to include"
    if part and not re.fullmatch(r"[0-9:]*", part):
        text = target.read_text(encoding="utf-8")
        for mark in ("ANCHOR", "ANCHOR_END"):
            if not re.search(rf"\b{mark}:\s*{re.escape(part)}\b(?!-)", text):
                return f"{path} has no {mark}: {part}"
    return None


def known_commands(book):
    """The recipes of the justfile, and the packages of the workspace."""
    recipes = RECIPE.findall((book.root / "justfile").read_text(encoding="utf-8"))
    packages = []
    for manifest in [*book.root.glob("*/*/Cargo.toml"), *book.root.glob("*/Cargo.toml")]:
        packages += re.findall(r"^name = \"([^\"]+)\"", manifest.read_text(encoding="utf-8"), re.M)[:1]
    return {"just": set(recipes) | JUST_WORDS, "cargo run": set(packages)}


def unknown_commands(page, known):
    """Commands, in code, that this project does not have."""
    code = [(block.begin, block.body) for block in page.blocks if block.language == "text" and "{{#" not in block.body]
    code += [(match.start(), match[2]) for match in re.finditer(r"(?<!`)(`)(?!`)([^`\n]+)`", page.without_comments)]
    for place, text in code:
        for just, recipe, cargo, package in COMMAND.findall(text):
            kind, name = (just, recipe) if just else (cargo, package)
            if name not in known[kind]:
                yield place, f"there is no `{kind} {'' if just else '-p '}{name}`"
