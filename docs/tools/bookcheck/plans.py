"""The tables: every row of coverage.md names a chapter, a demo and an exercise; the minutes of teaching.md's plans add up."""

import re

from .book import Flaw
from .links import RECIPE

LESSON, HALF_A_DAY = 90, 180
ROW = re.compile(r"^\|(.*)\|[ \t]*$", re.M)


def check(book):
    return coverage(book) + teaching(book)


def rows(text):
    """The rows of all tables in a text, each as its place and its cells; headings and the lines under them as well."""
    return [(match.start(), [cell.strip() for cell in match[1].split("|")]) for match in ROW.finditer(text)]


def coverage(book):
    page = book.by_name.get("coverage.md")
    if page is None:
        return [Flaw("docs/src/coverage.md", 0, "it is missing: concept, chapter, demo and exercise")]
    flaws = []
    recipes = set(RECIPE.findall((book.root / "justfile").read_text(encoding="utf-8")))
    chapters = {chapter.path.name for chapter in book.chapters}
    for place, cells in rows(page.without_comments):
        if len(cells) != 4 or cells[0] == "concept" or set(cells[0]) <= set(":-"):
            continue
        concept, chapter, demo, exercise = cells
        named = re.findall(r"\]\(([^)#]+)", chapter)
        if not named or not set(named) <= chapters:
            flaws.append(page.flaw(place, f"{concept}: it names no chapter of the summary"))
        named = re.findall(r"`just ([a-z0-9-]+)", demo)
        if not named or not set(named) <= recipes:
            flaws.append(page.flaw(place, f"{concept}: it names no demo that just knows"))
        named = re.findall(r"\]\(\.\./\.\./(workshop/exercises/[^)]+)\)", exercise)
        if not named or not all((book.root / file).is_file() for file in named):
            flaws.append(page.flaw(place, f"{concept}: it names no exercise that is there"))
    if not rows(page.text):
        flaws.append(page.flaw(None, "it has no table of concept, chapter, demo and exercise"))
    return flaws


def teaching(book):
    page = book.by_name.get("teaching.md")
    if page is None:
        return [Flaw("docs/src/teaching.md", 0, "it is missing: the teacher's guide")]
    flaws, plans, minutes = [], [], None
    for place, cells in rows(page.without_comments):
        if cells[0] == "minutes":
            minutes = []
        elif minutes is not None and (total := re.fullmatch(r"\*\*(\d+)\*\*", cells[0])):
            if sum(minutes) != int(total[1]):
                flaws.append(page.flaw(place, f"the minutes of the plan add up to {sum(minutes)}, not to {total[1]}"))
            plans.append(int(total[1]))
            minutes = None
        elif minutes is not None and cells[0].isdigit():
            minutes.append(int(cells[0]))
    if plans.count(LESSON) != 1 or not any(plan >= HALF_A_DAY for plan in plans):
        found = ", ".join(map(str, plans)) or "none"
        flaws.append(page.flaw(None, f"there is a plan of {LESSON} minutes and one of half a day, each with its total; found: {found}"))
    return flaws
