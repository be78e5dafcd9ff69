//! What stands on a terminal after all that was printed there.

use std::collections::BTreeSet;
use std::str;

/// The screen of a terminal that breaks lines anew when it is resized, as most do today. It understands what the programs
/// here have reason to print: text, `\r`, `\n`, colours (`ESC[...m`), and `ESC[K`, which wipes the rest of a line.
pub struct Screen {
    columns: usize,
    /// Lines as they were printed. Where one is longer than the screen is wide, it stands there in several rows.
    lines: Vec<Line>,
    /// Where in the last line the next character goes.
    at: usize,
    /// Whether the cursor still stands on the last character of a full row, until there is one more.
    is_full: bool,
    /// Bytes of a character, or characters of an escape sequence, of which the rest is still to come.
    begun: Vec<u8>,
    escapes: BTreeSet<String>,
    is_painting: bool,
    /// Whether a colour went on from one line to the next.
    is_smeared: bool,
}

#[derive(Default)]
struct Line {
    characters: Vec<char>,
    was_broken: bool,
}

impl Screen {
    /// An empty one.
    pub fn new(columns: usize) -> Screen {
        let (escapes, begun) = (BTreeSet::new(), Vec::new());
        Screen {
            columns,
            lines: vec![Line::default()],
            at: 0,
            is_full: false,
            begun,
            escapes,
            is_painting: false,
            is_smeared: false,
        }
    }

    /// What has been printed is shown.
    ///
    /// # Panics
    /// Where it is no UTF-8, or holds what no program here has a reason to print.
    #[track_caller]
    pub fn show(&mut self, printed: &[u8]) {
        self.begun.extend_from_slice(printed);
        let whole = match str::from_utf8(&self.begun) {
            Ok(all) => all.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => panic!("{error} on a terminal"),
        };
        let rest = self.begun.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.begun, rest)).unwrap_or_default();
        let mut left = text.as_str();
        while let Some(next) = left.chars().next() {
            let length = if next == '\x1b' { escape_length(left) } else { Some(next.len_utf8()) };
            let Some(length) = length else {
                self.begun.splice(0..0, left.bytes());
                return;
            };
            let (piece, after) = left.split_at(length);
            left = after;
            match next {
                '\x1b' => self.obey(piece),
                '\r' => {
                    self.at = self.row_begin();
                    self.is_full = false;
                }
                '\n' => self.feed_line(),
                ' '.. if next != '\x7f' => self.put(next),
                _ => panic!("{next:?} on a terminal, after {:?}", self.text()),
            }
        }
    }

    /// The window gets so many columns.
    pub fn resize(&mut self, columns: usize) {
        self.columns = columns;
        self.is_full = self.at > 0 && self.at.is_multiple_of(columns) && self.at == self.line().characters.len();
    }

    /// The lines that stand there, without spaces at their ends.
    pub fn lines(&self) -> Vec<String> {
        let text = |line: &Line| line.characters.iter().collect::<String>().trim_end().to_owned();
        let mut lines: Vec<String> = self.lines.iter().map(text).collect();
        if lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    /// The same in one piece.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// The characters of the longest line.
    pub fn widest(&self) -> usize {
        self.lines().iter().map(|line| line.chars().count()).max().unwrap_or(0)
    }

    /// The lines that had no room in the width that the terminal had when they were printed.
    pub fn broken(&self) -> Vec<String> {
        let all = self.lines.iter().filter(|line| line.was_broken);
        all.map(|line| line.characters.iter().collect()).collect()
    }

    /// Every kind of escape sequence that was printed, without its `ESC`.
    pub fn escapes(&self) -> Vec<&str> {
        self.escapes.iter().map(String::as_str).collect()
    }

    /// Whether colours were printed.
    pub fn has_colors(&self) -> bool {
        self.escapes.iter().any(|escape| escape.ends_with('m'))
    }

    /// Whether what is printed next begins a line, and in no colour, as all lines so far did.
    pub fn is_clean(&self) -> bool {
        self.at == 0
            && self.line().characters.is_empty()
            && !self.is_painting
            && !self.is_smeared
            && self.begun.is_empty()
    }

    fn line(&self) -> &Line {
        &self.lines[self.lines.len() - 1]
    }

    fn line_mut(&mut self) -> &mut Line {
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    /// Where in its line the cursor's row begins.
    fn row_begin(&self) -> usize {
        let row = self.at / self.columns - usize::from(self.is_full);
        row * self.columns
    }

    fn put(&mut self, character: char) {
        let (at, is_full) = (self.at, self.is_full);
        let line = self.line_mut();
        line.was_broken |= is_full;
        line.characters.resize(line.characters.len().max(at + 1), ' ');
        line.characters[at] = character;
        self.at += 1;
        self.is_full = self.at.is_multiple_of(self.columns);
    }

    fn feed_line(&mut self) {
        self.is_smeared |= self.is_painting;
        let column = self.at - self.row_begin();
        self.lines.push(Line { characters: vec![' '; column], was_broken: false });
        (self.at, self.is_full) = (column, false);
    }

    fn obey(&mut self, escape: &str) {
        let escape = &escape[1..];
        match escape.strip_prefix('[').and_then(|rest| rest.strip_suffix('m')) {
            Some(codes) => self.is_painting = !["", "0"].contains(&codes),
            None if escape == "[K" => {
                let at = self.at;
                let line = self.line_mut();
                line.characters.truncate(at);
                line.was_broken &= !line.characters.is_empty();
            }
            None => panic!("the escape sequence {escape:?} on a terminal, after {:?}", self.text()),
        }
        self.escapes.insert(escape.to_owned());
    }
}

/// How many bytes of `text`, which begins with `ESC`, are the escape sequence; `None` where its end is still to come.
fn escape_length(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [_] => None,
        [_, b'[', codes @ ..] => codes.iter().position(|byte| (b'@'..=b'~').contains(byte)).map(|last| last + 3),
        _ => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(columns: usize, pieces: &[&[u8]]) -> Screen {
        let mut screen = Screen::new(columns);
        pieces.iter().for_each(|piece| screen.show(piece));
        screen
    }

    #[test]
    fn a_line_that_is_wiped_is_gone() {
        let screen = shown(20, &[b"\r\x1b[Kone of ten\r\x1b[Ktwo\r\x1b", b"[", b"Kdone\r\n"]);
        assert_eq!((screen.text().as_str(), screen.is_clean()), ("done", true));
        assert_eq!(screen.escapes(), ["[K"]);
    }

    #[test]
    fn a_line_is_overwritten_where_nothing_wipes_it() {
        let screen = shown(20, &[b"one of ten\rtwo"]);
        assert_eq!((screen.text().as_str(), screen.is_clean()), ("two of ten", false));
    }

    #[test]
    fn of_a_line_that_is_too_long_only_the_last_row_is_wiped() {
        for resized in [false, true] {
            let mut screen = Screen::new(if resized { 20 } else { 4 });
            screen.show(b"123456789");
            if resized {
                screen.resize(4);
            }
            screen.show(b"\r\x1b[K\r\x1b[Kx");
            assert_eq!(screen.text(), "12345678x");
            assert_eq!(screen.broken().len(), usize::from(!resized));
        }
    }

    #[test]
    fn a_line_that_just_fits_is_not_broken_and_wiped_whole() {
        let mut screen = shown(4, &[b"1234"]);
        assert!(screen.broken().is_empty());
        screen.show(b"\r\x1b[K");
        assert_eq!((screen.text().as_str(), screen.is_clean()), ("", true));
        assert_eq!(shown(4, &[b"1234\r\n56"]).text(), "1234\n56");
    }

    #[test]
    fn colors_are_noticed_and_whether_they_end() {
        let screen = shown(20, &["\x1b[38;5;74m─".as_bytes()]);
        assert!(screen.has_colors() && !screen.is_clean());
        assert!(!shown(20, &[b"\x1b[1mone\r\ntwo\x1b[0m\r\n"]).is_clean());
        let bytes = "\x1b[1m─█\x1b[0m\r\n".as_bytes();
        for cut in 0..bytes.len() {
            let screen = shown(20, &[&bytes[..cut], &bytes[cut..]]);
            assert_eq!((screen.text().as_str(), screen.is_clean(), screen.widest()), ("─█", true, 2));
        }
    }

    #[test]
    #[should_panic(expected = "escape sequence")]
    fn what_it_does_not_understand_it_does_not_ignore() {
        shown(20, &[b"\x1b[2J"]);
    }
}
