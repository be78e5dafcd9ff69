//! Reads a claim.

use super::path::{Path, Step};
use super::{Claim, Comparison, Operand};

/// The longest first, so that `<=` is not taken for `<`.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::Different),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Less),
    (">", Comparison::More),
];

/// Reads `PATH op VALUE`.
///
/// # Errors
/// What is wrong with it, and where.
pub fn claim(text: &str) -> Result<Claim, String> {
    let mut reader = Reader { text, rest: text };
    let read = reader.claim();
    read.map_err(|what| format!("the claim {text:?} {what}"))
}

/// Reads a path and nothing after it.
#[cfg(test)]
pub(super) fn path_alone(text: &str) -> Result<Path, String> {
    Reader { text, rest: text }.path()
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn claim(&mut self) -> Result<Claim, String> {
        let left = self.path()?;
        let found = COMPARISONS.iter().find(|(sign, _)| self.takes(sign));
        let (_, comparison) = found.ok_or_else(|| self.expected("one of == != < <= > >="))?;
        let right = self.operand()?;
        if matches!(right, Operand::Text(_)) && !matches!(comparison, Comparison::Equal | Comparison::Different) {
            return Err("compares a text: that can be == or != only".to_owned());
        }
        self.skip_spaces();
        if !self.rest.is_empty() {
            return Err(self.expected("the end"));
        }
        Ok(Claim { left, comparison: *comparison, right })
    }

    fn operand(&mut self) -> Result<Operand, String> {
        self.skip_spaces();
        if self.takes("\"") {
            let (text, rest) = self.rest.split_once('"').ok_or("has a text without an end: \" is missing")?;
            self.rest = rest;
            return Ok(Operand::Text(text.to_owned()));
        }
        if !self.rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            return Ok(Operand::Times(1.0, self.path()?));
        }
        let number = self.number()?;
        Ok(if self.takes("*") { Operand::Times(number, self.path()?) } else { Operand::Number(number) })
    }

    /// `1.5`, `-3`, `2_000_000`
    fn number(&mut self) -> Result<f64, String> {
        let word = self.word(|c| c.is_ascii_digit() || "-._".contains(c));
        let number = word.replace('_', "").parse::<f64>();
        number.map_err(|_| format!("has {word:?}, which is no number"))
    }

    fn path(&mut self) -> Result<Path, String> {
        self.skip_spaces();
        if !self.rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return Err(self.expected("a path such as thread.wall_ns"));
        }
        let mut steps = vec![Step::Key(self.key()?)];
        loop {
            if let Some(rest) = self.rest.strip_prefix('.') {
                self.rest = rest;
                steps.push(Step::Key(self.key()?));
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                let (which, rest) = rest.split_once(']').ok_or("has a [ without its ]")?;
                self.rest = rest;
                steps.push(Step::Element(which.trim().to_owned()));
            } else {
                return Ok(Path(steps));
            }
        }
    }

    fn key(&mut self) -> Result<String, String> {
        let key = self.word(|c| c.is_alphanumeric() || "_-".contains(c));
        if key.is_empty() { Err(self.expected("a key")) } else { Ok(key.to_owned()) }
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// Whether `sign` comes next. It is taken then.
    fn takes(&mut self, sign: &str) -> bool {
        self.skip_spaces();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn expected(&self, what: &str) -> String {
        let place = self.text[..self.text.len() - self.rest.len()].chars().count() + 1;
        match self.rest.chars().next() {
            Some(found) => format!("has {found:?} in place {place}, where {what} is expected"),
            None => format!("ends where {what} is expected"),
        }
    }
}
