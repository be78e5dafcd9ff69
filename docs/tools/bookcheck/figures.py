"""The figures that pages show are those that docs/figures.toml records; each has a claim, and a text for those who do not see it."""

from .book import Flaw

PLAN = "docs/figures.toml"
SHORTEST = 40
# Written beside the figures, and listed nowhere.
NO_FIGURES = {"machine.txt", "claims.md"}


def check(book):
    flaws = []
    recorded = recorded_files(book.figures)
    shown = set()
    for page in [book.readme, *book.pages]:
        for place, alternative, path in page.images():
            if len(alternative) < SHORTEST:
                flaws.append(page.flaw(place, f"{path}: the alternative text says what is seen, in {SHORTEST} letters or more"))
        for place, file in named_files(book, page):
            if page.path.parent.name == "figures":
                continue  # the page that lists all of them shows none
            shown.add(file)
            if file not in recorded and file not in NO_FIGURES:
                flaws.append(page.flaw(place, f"figures/{file} is not recorded by {PLAN}"))
    for file, name in recorded.items():
        if file not in shown:
            flaws.append(Flaw(PLAN, 0, f"no page shows {file} ({name})"))
    for figure in book.figures["figure"]:
        claims = figure.get("claim", [])
        if not claims or not all(claim.get("says", "").strip() and claim.get("holds", "").strip() for claim in claims):
            flaws.append(Flaw(PLAN, 0, f"{figure.get('name', 'a figure')} has no claim with `says` and `holds`"))
    for refused in book.figures["refused"]:
        if not refused.get("says", "").strip() or not refused.get("error", "").strip():
            flaws.append(Flaw(PLAN, 0, f"{refused.get('name', 'a refused program')} does not say what it shows"))
    return flaws


def recorded_files(plan):
    """The files that are recorded, each with the name of its entry."""
    files = {}
    for figure in plan["figure"]:
        name = figure.get("name", "")
        match figure.get("keeps", "figure"):
            case "figure":
                files |= {f"{name}.svg": name, f"{name}.txt": name}
            case "file":
                files[f"{name}.{figure.get('file', '').rpartition('.')[2]}"] = name
            case _:
                files[f"{name}.txt"] = name
    for refused in plan["refused"]:
        files[f"{refused.get('name', '')}.txt"] = refused.get("name", "")
    for diff in plan["diff"]:
        name = f"diff-{diff.get('from')}-{diff.get('to')}"
        files[f"{name}.txt"] = name
    return files


def named_files(book, page):
    """Each file in the folder of the figures that is shown or linked to."""
    folder = book.sources / "figures"
    targets = [*page.links(), *((place, path) for place, path, _ in page.includes())]
    for place, path in targets:
        target = (page.path.parent / path.partition("#")[0]).resolve()
        if target.parent == folder:
            yield place, target.name
