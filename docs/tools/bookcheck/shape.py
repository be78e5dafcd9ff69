"""Every chapter has the same shape: the question, the command, the figure, then its sections in their order."""

import re

SECTIONS = ["The source", "What to notice", "The difference", "Change it", "In real programs", "Exercise"]
MARK, END_MARK = "<!-- exercises -->", "<!-- /exercises -->"
WHAT_HAPPENS = re.compile(r"<details>\s*<summary>What happens</summary>")
# Where there is nothing to set beside a chapter, it says why: <!-- no difference: ... -->
NO_DIFFERENCE = re.compile(r"<!-- no difference: .+? -->", re.S)
NOTES = re.compile(r"<details class=\"speaker-notes\">\s*<summary>Speaker notes: (\d+) minutes</summary>(.*?)</details>\s*\Z", re.S)
LONGEST_QUESTION = 200


def check(book):
    return [flaw for page in book.chapters for flaw in chapter(page)]


def chapter(page):
    flaws = []

    def wrong(place, what):
        flaws.append(page.flaw(place, what))

    text = page.without_comments
    heads = [(match.start(), len(match[1]), match[2].strip()) for match in re.finditer(r"^(#+)\s+(.*)$", text, re.M)]
    if not heads or heads[0][:2] != (0, 1):
        wrong(0, "a page begins with its title: # Title")
    for place, depth, _ in heads[1:]:
        if depth == 1:
            wrong(place, "a page has one title")
    sections = [(place, name) for place, depth, name in heads if depth == 2]
    names = [name for _, name in sections]
    if names != SECTIONS:
        wrong(sections[0][0] if sections else 0, f"the sections are {', '.join(names) or 'missing'}; they have to be {', '.join(SECTIONS)}")
        return flaws  # nothing is where it is looked for
    ends = [place for place, _ in sections[1:]] + [len(page.text)]
    parts = {name: (place, end) for (place, name), end in zip(sections, ends)}

    opening(page, sections[0][0], wrong)
    source(page, parts["The source"], wrong)
    notices(page, parts["What to notice"], wrong)
    difference(page, parts["The difference"], wrong)
    changes(page, parts["Change it"], wrong)
    exercise(page, parts["Exercise"], wrong)
    speaker_notes(page, parts["Exercise"], wrong)
    return flaws


def blocks(page, part, *languages):
    begin, end = part
    return [block for block in page.blocks if begin <= block.begin < end and block.language in languages]


def opening(page, end, wrong):
    """The question, the command with and without just, and the figure."""
    text = page.text[:end]
    question = re.match(r"# .*\n+\*\*The question:\*\* (.+(?:\n.+)*)\n\n", text)
    if not question:
        wrong(0, "after the title comes **The question:** and the question")
    elif len(question[1]) > LONGEST_QUESTION or not question[1].rstrip().endswith("?"):
        wrong(question.start(1), "the question is one line that ends with a question mark")
    commands = [block for block in blocks(page, (0, end), "text") if "{{#" not in block.body]
    if not commands or not re.match(r"(just|cargo) ", commands[0].body):
        wrong(0, "after the question comes the command, in a ```text block")
        return
    if "`cargo run " not in text[commands[0].end :] and not commands[0].body.startswith("cargo run "):
        wrong(commands[0].begin, "the command without just is missing: `cargo run --release -p ...`")
    figure = text.find('<div class="figure">')
    shown = re.search(r"\{\{#include figures/", text)
    if figure < 0 and not shown:
        wrong(commands[0].begin, "the figure recorded from the command is missing")
    elif 0 <= figure < commands[0].begin:
        wrong(figure, "the command stands before its figure")
    if figure >= 0 and not shown:
        wrong(figure, "what the terminal shows is missing: the figure's .txt, folded away")


def source(page, part, wrong):
    if not blocks(page, part, "rust"):
        wrong(part[0], "the source is missing: a ```rust block that includes it")


def notices(page, part, wrong):
    numbers = re.findall(r"^(\d+)\. ", page.without_comments[slice(*part)], re.M)
    if not 1 <= len(numbers) <= 3:
        wrong(part[0], f"there are {len(numbers)} things to notice; there have to be one to three, numbered")


def difference(page, part, wrong):
    shown = [block for block in blocks(page, part, "diff") if "{{#include figures/diff-" in block.body]
    if not shown and not NO_DIFFERENCE.search(page.text[slice(*part)]):
        wrong(part[0], "the difference is missing: a ```diff block that includes figures/diff-..., or <!-- no difference: why -->")


def changes(page, part, wrong):
    begin, end = part
    # Up to the place at which each is folded away.
    folded = [match for match in WHAT_HAPPENS.finditer(page.without_comments, begin, end)]
    if len(folded) != 3:
        wrong(begin, f"there are {len(folded)} things to change, with what happens folded away; there have to be three")
    before = begin
    for match in folded:
        asked = page.text[before : match.start()]
        if not re.search(r"```text\n|`[^`\n]+`", asked):
            wrong(match.start(), "before what happens stands what to do: a command in a ```text block, or an edit")
        closed = page.text.find("</details>", match.end(), end)
        if closed < 0 or len(page.text[match.end() : closed].split()) < 5:
            wrong(match.start(), "what happens is missing")
        before = max(closed, match.end())


def exercise(page, part, wrong):
    text = page.text[slice(*part)]
    if text.count(MARK) != 1 or text.count(END_MARK) != 1 or text.index(MARK) > text.index(END_MARK):
        wrong(part[0], f"the exercise stands between {MARK} and {END_MARK}")
    elif "workshop/exercises/" not in text[text.index(MARK) : text.index(END_MARK)]:
        wrong(part[0], "there is no link to an exercise in workshop/exercises/")


def speaker_notes(page, part, wrong):
    notes = NOTES.search(page.text, part[0])
    if not notes:
        wrong(part[0], 'the page ends with <details class="speaker-notes"> and its summary "Speaker notes: N minutes"')
        return
    minutes = re.search(r"\*\*Minutes:\*\*(.*?)(?:\n\n|\Z)", notes[2], re.S)
    if not minutes:
        wrong(notes.start(), "the speaker notes have no **Minutes:**")
    else:
        each = [int(number) for number in re.findall(r"(?:^|[,;]|\band\b)\s*(\d+)\b", minutes[1])]
        if sum(each) != int(notes[1]):
            added = " + ".join(map(str, each)) or "nothing"
            wrong(notes.start(), f"the minutes of the speaker notes do not add up: {added} is not {notes[1]}")
    for what in ("Ask the room:", "Expect:"):
        if f"**{what}**" not in notes[2]:
            wrong(notes.start(), f"the speaker notes have no **{what}**")
