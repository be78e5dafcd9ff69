//! Claims: what a figure shows, said so that a program can see whether it is so: `thread.concurrency_peak == 10`.

mod parse;
mod path;
#[cfg(test)]
mod tests;

use path::Path;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// A comparison of something in a report with a number, a text, or a multiple of something else in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    left: Path,
    comparison: Comparison,
    right: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Number(f64),
    Text(String),
    Times(f64, Path),
}

impl FromStr for Claim {
    type Err = String;

    fn from_str(text: &str) -> Result<Claim, String> {
        parse::claim(text)
    }
}

impl Claim {
    /// Looks whether it holds in `document`. Where it does not, the answer says what is there instead.
    ///
    /// # Errors
    /// Where that cannot be told: something that it names is not there, or is not a number.
    pub fn check(&self, document: &Value) -> Result<Result<(), String>, String> {
        let found = self.left.find(document)?;
        if let Operand::Text(text) = &self.right {
            let found = found.as_str().ok_or_else(|| format!("{} is {found}, and no text", self.left))?;
            let holds = (found == text) == (self.comparison == Comparison::Equal);
            return Ok(if holds { Ok(()) } else { Err(format!("{} is {found:?}", self.left)) });
        }
        let left = number(&self.left, &found)?;
        let (right, seen) = match &self.right {
            Operand::Times(factor, path) => {
                let other = number(path, &path.find(document)?)?;
                (factor * other, format!(", and {path} is {other}"))
            }
            Operand::Number(number) => (*number, String::new()),
            Operand::Text(_) => unreachable!("a text is compared above"),
        };
        Ok(if self.comparison.holds(left, right) { Ok(()) } else { Err(format!("{} is {left}{seen}", self.left)) })
    }
}

fn number(path: &Path, value: &Value) -> Result<f64, String> {
    match value {
        Value::Null => Err(format!("{path} is null: this system does not tell it")),
        other => other.as_f64().ok_or_else(|| format!("{path} is {}, and no number", brief(other))),
    }
}

/// A list or an object may be long.
fn brief(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    }
}

impl Comparison {
    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::Different => left != right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::AtLeast => left >= right,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::Different => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {} ", self.left, self.comparison.sign())?;
        match &self.right {
            Operand::Number(number) => write!(f, "{number}"),
            Operand::Text(text) => write!(f, "\"{text}\""),
            Operand::Times(1.0, path) => write!(f, "{path}"),
            Operand::Times(factor, path) => write!(f, "{factor} * {path}"),
        }
    }
}
