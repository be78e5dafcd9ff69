"""The book as it is read by the checks: pages, code blocks, the summary and the list of figures."""

import re
from dataclasses import dataclass

try:
    import tomllib
except ImportError:  # Python 3.10 and older
    tomllib = None

FENCE = re.compile(r"^(?P<indent> {0,3})(?P<fence>```+|~~~+)(?P<info>[^\n]*)\n(?P<body>.*?)^ {0,3}(?P=fence)[ \t]*$", re.M | re.S)
INCLUDE = re.compile(r"\{\{#(?:include|rustdoc_include)\s+([^}\s]+)\s*\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.S)
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^()\s>]+(?:\([^()\s]*\))?)>?(?:\s+\"[^\"]*\")?\s*\)")
IMAGE = re.compile(r"!\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*([^()\s]+)\s*\)")
ENTRY = re.compile(r"^(\s*- )?\[[^\]]*\]\(([^)]+)\)", re.M)

# Pages that are no chapters although they stand among them.
NO_CHAPTERS = {"site.md"}


class BookError(Exception):
    """The book cannot be checked at all."""


@dataclass(frozen=True)
class Flaw:
    """Something that is wrong, and where."""

    page: str
    line: int
    what: str

    def __str__(self):
        return f"{self.page}:{self.line}: {self.what}" if self.line else f"{self.page}: {self.what}"


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    line: int
    info: str
    body: str
    begin: int
    end: int

    @property
    def language(self):
        return re.split(r"[\s,]", self.info.strip(), maxsplit=1)[0]


def blank(match):
    """As many line ends and other characters as there were, so that places stay what they are."""
    return re.sub(r"[^\n]", " ", match.group(0))


class Page:
    """A page of Markdown."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        try:
            self.text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BookError(f"{path} cannot be read: {error}") from error
        self.blocks = [
            Block(self.line(match.start()), match["info"], match["body"], match.start(), match.end())
            for match in FENCE.finditer(self.text)
        ]
        # The same without blocks of code, then without comments, then without code in the middle of a line.
        self.without_blocks = FENCE.sub(blank, self.text)
        self.without_comments = COMMENT.sub(blank, self.without_blocks)
        self.prose = INLINE_CODE.sub(blank, self.without_comments)

    def line(self, place):
        return self.text.count("\n", 0, place) + 1

    def flaw(self, place, what):
        """A flaw at a place in the text, or, where that is None, in the page as a whole."""
        return Flaw(self.name, 0 if place is None else self.line(place), what)

    def includes(self):
        """Each include: where it stands, the path and the part of the file."""
        for match in INCLUDE.finditer(self.text):
            path, _, part = match[1].partition(":")
            yield match.start(), path, part

    def images(self):
        """Each image: where it stands, its alternative text, and its path."""
        for match in IMAGE.finditer(self.prose_with_alternatives()):
            yield match.start(), " ".join(match[1].split()), match[2]

    def prose_with_alternatives(self):
        return self.without_comments

    def links(self):
        """Each link and image: where it stands, and what it points to."""
        for match in LINK.finditer(self.prose):
            yield match.start(), match[3]
            for inner in IMAGE.finditer(match[2]):
                yield match.start(), inner[2]
        for match in re.finditer(r"<(?:img|a|source)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"", self.prose):
            yield match.start(), match[1]


class Book:
    """Everything in docs/, and the README."""

    def __init__(self, root):
        self.root = root
        self.sources = root / "docs" / "src"
        if not (self.sources / "SUMMARY.md").is_file():
            raise BookError(f"there is no docs/src/SUMMARY.md in {root}")
        self.summary = Page(root, self.sources / "SUMMARY.md")
        paths = [path for path in self.sources.rglob("*.md") if path.name != "SUMMARY.md"]
        self.pages = [Page(root, path) for path in sorted(paths)]
        self.readme = Page(root, root / "README.md")
        self.by_name = {page.path.relative_to(self.sources).as_posix(): page for page in self.pages}
        self.chapters = [self.by_name[name] for name in self.chapter_names() if name in self.by_name]
        self.figures = self.read_figures()

    def chapter_names(self):
        """The entries of the summary that are items of its list, up to the first line that divides it."""
        part = re.split(r"^-{3,}\s*$", self.summary.text, maxsplit=1, flags=re.M)[0]
        return [name for item, name in ENTRY.findall(part) if item and name not in NO_CHAPTERS]

    def summary_names(self):
        return [name for _, name in ENTRY.findall(self.summary.text)]

    def read_figures(self):
        """docs/figures.toml: the three lists in it."""
        if tomllib is None:
            raise BookError("reading docs/figures.toml needs Python 3.11 or newer")
        try:
            plan = tomllib.loads((self.root / "docs" / "figures.toml").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BookError(f"docs/figures.toml cannot be read: {error}") from error
        return {name: plan.get(name, []) for name in ("figure", "refused", "diff")}
