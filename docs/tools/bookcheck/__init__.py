"""The parts of docs/tools/check-book: a module a subject. Each has a function `check(book)` that returns a list of flaws."""
