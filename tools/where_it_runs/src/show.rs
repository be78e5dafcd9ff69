//! Nestings side by side: as trees in the terminal, as boxes within boxes in an SVG.

use crate::nesting::{Line, Nesting, Task};
use std::fmt::Write as _;
use timing::figure::Style;
use timing::figure::terminal::paragraph;
use timing::report::sentences::plural;

/// A tree in fewer columns than this cannot be read.
const COLUMN_LEAST: usize = 23;
const GAP: usize = 2;

/// The nestings as trees: side by side where there is room, else one under the other.
pub fn terminal(nestings: &[Nesting], style: &Style) -> String {
    let trees: Vec<Vec<String>> = nestings.iter().map(|nesting| tree(nesting, style)).collect();
    let column = (style.width() + GAP) / nestings.len().max(1) - GAP;
    let mut out = String::new();
    if column < COLUMN_LEAST {
        for tree in &trees {
            let cut = |line: &String| line.chars().take(style.width()).collect::<String>();
            out.extend(tree.iter().map(|line| cut(line) + "\n"));
            out.push('\n');
        }
    } else {
        for row in 0..trees.iter().map(Vec::len).max().unwrap_or(0) {
            let cell = |tree: &Vec<String>| {
                let line: String = tree.get(row).map_or("", String::as_str).chars().take(column).collect();
                format!("{line:<width$}", width = column + GAP)
            };
            let line: String = trees.iter().map(cell).collect();
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out.push('\n');
    }
    out.extend(conclusions(nestings).iter().map(|text| paragraph(text, style)));
    out
}

/// What the nestings show, in sentences.
pub fn conclusions(nestings: &[Nesting]) -> Vec<String> {
    let mut said: Vec<String> = nestings
        .iter()
        .map(|nesting| {
            let [processes, threads, tasks] = nesting.counts();
            format!(
                "As {}: {} lived on {} in {}.",
                nesting.model,
                plural(tasks as u64, "task"),
                plural(threads as u64, "thread"),
                plural(processes as u64, "process"),
            )
        })
        .collect();
    let threads = nestings.iter().flat_map(|nesting| &nesting.processes).flat_map(|process| &process.threads);
    let tasks: Vec<&Task> = threads.flat_map(|thread| &thread.tasks).collect();
    if tasks.iter().any(|task| task.core.is_some()) {
        let began = if tasks.iter().all(|task| task.computed) { "began to compute" } else { "began" };
        said.push(format!(
            "Coroutines live on threads, and threads in processes. The operating system places threads, not processes, on \
             cores, and may move them: a core stands here for the moment at which its task {began}."
        ));
    }
    said
}

fn heading(nesting: &Nesting) -> [String; 2] {
    [format!("As {}", nesting.model), format!("demo_{}", nesting.demo)]
}

fn tree(nesting: &Nesting, style: &Style) -> Vec<String> {
    let [middle, last, through] = if style.unicode { ["├ ", "└ ", "│ "] } else { ["+ ", "+ ", "| "] };
    let lines = nesting.lines();
    let mut out: Vec<String> = heading(nesting).into();
    // For each depth, whether what stands there goes on further down.
    let mut goes_on = [false; 3];
    for (number, line) in lines.iter().enumerate() {
        goes_on[line.depth] = has_sibling(&lines, number);
        let mut text = String::new();
        for more in &goes_on[..line.depth] {
            text.push_str(if *more { through } else { "  " });
        }
        text.push_str(if goes_on[line.depth] { middle } else { last });
        text.push_str(&line.text);
        out.push(text);
    }
    out
}

/// Whether another line of the same depth follows in the same box.
fn has_sibling(lines: &[Line], number: usize) -> bool {
    let line = &lines[number];
    lines.get(number + 1 + line.holds).is_some_and(|next| next.depth == line.depth)
}

const COLUMN: usize = 272;
const ROW: usize = 20;
const MARGIN: usize = 24;

/// The nestings as boxes within boxes.
pub fn svg(nestings: &[Nesting]) -> String {
    let mut body = String::new();
    let top = 84;
    let mut bottom = top;
    for (number, nesting) in nestings.iter().enumerate() {
        let left = MARGIN + number * COLUMN;
        let [title, demo] = heading(nesting);
        let _ = writeln!(body, r#"<text class="heading" x="{left}" y="58">{title}</text>"#);
        let _ = writeln!(body, r#"<text class="faint" x="{left}" y="75">{demo}</text>"#);
        let lines = nesting.lines();
        let mut y = top;
        for (number, line) in lines.iter().enumerate() {
            let x = left + 12 * line.depth;
            let width = COLUMN - 24 - 24 * line.depth;
            // A box encloses its lines, and the little room after each box that ends within it.
            let inner = &lines[number + 1..][..line.holds];
            let ends = inner.iter().filter(|line| line.holds > 0).count();
            let height = ROW * (1 + line.holds) + ROOM * ends - if line.holds == 0 { 3 } else { 0 };
            let class = ["process", "thread", "task"][line.depth];
            let _ = writeln!(
                body,
                r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/><text x="{}" y="{}">{}</text>"#,
                x + 8,
                y + 14,
                line.text
            );
            y += ROW;
            // The boxes whose last line this was.
            y += ROOM
                * lines[..=number]
                    .iter()
                    .enumerate()
                    .filter(|(at, line)| line.holds > 0 && at + line.holds == number)
                    .count();
        }
        bottom = bottom.max(y);
    }
    for text in conclusions(nestings).iter().flat_map(|text| timing::figure::terminal::wrap(text, 118)) {
        bottom += 20;
        let _ = writeln!(body, r#"<text x="{MARGIN}" y="{bottom}">{text}</text>"#);
    }
    let (width, height) = (2 * MARGIN + nestings.len() * COLUMN - 24, bottom + 20);
    let description = conclusions(nestings).join(" ");
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc">
<title id="title">Where tasks run</title>
<desc id="desc">Boxes within boxes: processes hold threads, threads hold tasks. {description}</desc>
<style>{STYLE}</style>
<rect class="card" width="{width}" height="{height}" rx="8"/>
<text class="title" x="{MARGIN}" y="34">Where tasks run: the same tasks, lived in three ways</text>
{body}</svg>
"#
    )
}

/// Room under a box.
const ROOM: usize = 4;

const STYLE: &str = "
.card{fill:#fff}
text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:16px}
.heading{font-weight:600}
.faint{fill:#57606a;font-size:12px}
.process{fill:#dcebf7;stroke:#56b4e9}
.thread{fill:#fff;stroke:#8c959f}
.task{fill:#f7e3b5;stroke:none}
@media (prefers-color-scheme:dark){
.card{fill:#161b22}
text{fill:#e6edf3}
.faint{fill:#9da7b3}
.process{fill:#16324a;stroke:#56b4e9}
.thread{fill:#161b22;stroke:#8c959f}
.task{fill:#5c4610}
}
";
