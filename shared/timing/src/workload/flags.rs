//! The flags that all programs here share, read once and for all.

use super::{TASKS_MOST, parse_duration, parse_size, show_count};
use lexopt::{Arg, Parser, ValueExt};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// A flag that only some programs have.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name, without the dashes.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What `--help` says of it.
    pub help: &'static str,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// A whole number from 1 to this.
    NumberUpTo(usize),
    /// Any text, called so in `--help`.
    Text(&'static str),
    /// Texts, each called so in `--help`: the flag can be given several times, and each value can be several, with commas between.
    List(&'static str),
    /// A length of time, as in `1.5s`.
    Time,
    /// A size of memory, as in `4GiB`.
    Size,
    /// The number of a task, from 0.
    Task,
    /// Nothing: it is there or not.
    Nothing,
}

/// A program with the shared flags.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// What it is called on the command line.
    pub name: &'a str,
    /// One line about it.
    pub about: &'a str,
    /// The flags of its own.
    pub flags: &'a [Flag],
    /// The shared flags that it does not have.
    pub without: &'a [&'a str],
    /// The shared flags that count as given where the user says nothing else: `--tasks 16 --wait 0`.
    pub by_default: &'a str,
    /// Command lines, with what each shows.
    pub examples: &'a [(&'a str, &'a str)],
}

/// What a user asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--tasks`.
    pub tasks: usize,
    /// `--wait`.
    pub wait: Duration,
    /// `--compute`.
    pub compute: Duration,
    /// `--cores`, where given.
    pub cores: Option<usize>,
    /// `--json`.
    pub json: Json,
    /// `--svg`.
    pub svg: Option<PathBuf>,
    /// `--trace`.
    pub trace: Option<PathBuf>,
    /// `--by`.
    pub lanes: Lanes,
    /// `--fail`.
    pub fail: Option<Fail>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--color`.
    pub color: Color,
    /// `--zoom`: the moments of a run between which the figure is drawn once more.
    pub zoom: Option<(Duration, Duration)>,
    /// How many runs there are to be, each of all these tasks. No flag says so, but the program.
    pub runs: usize,
    own: BTreeMap<&'static str, String>,
}

impl Options {
    /// What counts where nothing at all is said.
    fn unsaid() -> Options {
        Options {
            tasks: 10,
            wait: Duration::from_millis(200),
            compute: Duration::ZERO,
            cores: None,
            json: Json::No,
            svg: None,
            trace: None,
            lanes: Lanes::Task,
            fail: None,
            ascii: false,
            color: Color::Auto,
            zoom: None,
            runs: 1,
            own: BTreeMap::new(),
        }
    }

    /// The moments of `--zoom` in nanoseconds, as figures take them.
    pub fn zoom_ns(&self) -> Option<(u64, u64)> {
        self.zoom.map(|(from, to)| (from.as_nanos() as u64, to.as_nanos() as u64))
    }

    /// Whether the program's own flag `name` was given.
    pub fn has(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// The program's own flags that were given, each as one argument for another process.
    pub(crate) fn own_arguments(&self) -> impl Iterator<Item = String> {
        self.own
            .iter()
            .map(|(name, value)| if value.is_empty() { format!("--{name}") } else { format!("--{name}={value}") })
    }

    /// The value of the shared flag `name` in a few letters, for `--help`.
    fn shown(&self, name: &str) -> Option<String> {
        let time = |time: Duration| if time.is_zero() { "0".to_owned() } else { format!("{time:?}") };
        match name {
            "tasks" => Some(show_count(self.tasks as u64)),
            "wait" => Some(time(self.wait)),
            "compute" => Some(time(self.compute)),
            "cores" => Some(self.cores.map_or("all".to_owned(), |cores| cores.to_string())),
            "by" => Some(self.lanes.name().to_owned()),
            _ => None,
        }
    }

    /// The program's own flag `name`, where it was given and takes a length of time.
    pub fn time(&self, name: &str) -> Option<Duration> {
        parse_duration(self.own.get(name)?).ok()
    }

    /// The program's own flag `name` in bytes, where it was given and takes a size.
    pub fn size_bytes(&self, name: &str) -> Option<u64> {
        self.own.get(name)?.parse().ok()
    }

    /// The program's own flag `name`, where it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }

    /// The values of the program's own flag `name`, which takes a list; none where it was not given.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.own.get(name).into_iter().flat_map(|values| values.split(','))
    }

    /// The program's own flag `name`, where it was given and takes a number, or a task.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.own.get(name)?.parse().ok()
    }
}

/// Whether the report is printed as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// The figure is printed.
    No,
    /// JSON, with the single tasks where they are at most 10,000.
    Yes,
    /// JSON, with the single tasks however many they are.
    Full,
}

/// What has a lane in the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// A lane for each task.
    Task,
    /// A lane for each process.
    Process,
    /// A lane for each thread.
    Thread,
    /// A lane for each core.
    Core,
}

impl Lanes {
    /// All of them, with their names on the command line.
    pub const NAMED: [(&str, Lanes); 4] =
        [("task", Lanes::Task), ("process", Lanes::Process), ("thread", Lanes::Thread), ("core", Lanes::Core)];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Lanes::NAMED.iter().find(|(_, lanes)| *lanes == self).map_or("", |(name, _)| name)
    }
}

/// Whether the figure is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal that can, unless `NO_COLOR` says otherwise.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

/// A failure that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fail {
    /// What is to happen.
    pub kind: FailKind,
    /// To which task, or to every one.
    pub task: Option<usize>,
}

impl Fail {
    /// As it is asked for: `panic:3`, `panic:all`.
    pub fn asked(&self) -> String {
        let task = self.task.map_or(ALL.to_owned(), |task| task.to_string());
        format!("{}:{task}", self.kind.name())
    }
}

/// How every task is meant, in place of a number.
const ALL: &str = "all";

/// The ways in which a task can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailKind {
    /// It panics.
    Panic,
    /// It comes to a wrong result.
    Wrong,
    /// Its worker process is killed.
    Kill,
    /// Its worker process is stopped, as with Ctrl-Z, and never goes on.
    Stop,
    /// Its worker process exits as if all were well.
    Exit,
    /// Its worker process sends half an answer, and no more.
    Half,
    /// Its worker process sends half an answer, and is silent from then on, but does not end.
    Silent,
    /// Its worker process answers with nonsense.
    Garbage,
    /// Its worker process answers without end.
    Endless,
}

impl FailKind {
    /// All of them, with their names on the command line.
    pub const NAMED: [(&str, FailKind); 9] = [
        ("panic", FailKind::Panic),
        ("wrong", FailKind::Wrong),
        ("kill", FailKind::Kill),
        ("stop", FailKind::Stop),
        ("exit", FailKind::Exit),
        ("half", FailKind::Half),
        ("silent", FailKind::Silent),
        ("garbage", FailKind::Garbage),
        ("endless", FailKind::Endless),
    ];

    /// Whether only a task that has a process to itself can fail in this way and leave something to report.
    pub fn needs_worker_process(self) -> bool {
        !matches!(self, FailKind::Panic | FailKind::Wrong)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        FailKind::NAMED.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// What a command line asks for.
#[derive(Debug)]
enum Asked {
    Help,
    ToRun,
}

/// Why a command line was refused: one line, which names the flag and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

struct Shared {
    name: &'static str,
    value: &'static str,
    help: &'static str,
}

const SHARED: &[Shared] = &[
    Shared { name: "tasks", value: "N", help: "how many tasks there are" },
    Shared { name: "wait", value: "DUR", help: "how long each waits: 200ms, 1.5s, 50us" },
    Shared { name: "compute", value: "DUR", help: "how much CPU time each needs after that" },
    Shared { name: "cores", value: "N", help: "pin the whole run to N cores" },
    Shared {
        name: "fail",
        value: "HOW:ID",
        help: "let task ID fail, or all: panic:3, wrong:all, or with worker\n                  processes kill, stop, exit, half, silent, garbage, endless",
    },
    Shared { name: "by", value: "LANE", help: "what has a lane in the figure: task, process, thread or core" },
    Shared { name: "zoom", value: "FROM..TO", help: "also draw what happened between two moments: 100ms..140ms" },
    Shared { name: "svg", value: "FILE", help: "also draw the figure into FILE" },
    Shared { name: "trace", value: "FILE", help: "also write a trace for Perfetto or speedscope" },
    Shared { name: "json", value: "", help: "print the record as JSON (--json=full: with over 10,000 tasks too)" },
    Shared { name: "ascii", value: "", help: "draw with plain ASCII characters" },
    Shared { name: "color", value: "WHEN", help: "auto, always or never (auto)" },
    Shared { name: "help", value: "", help: "print this" },
];

impl Program<'_> {
    /// Reads a command line (without the program's name). `Ok(None)`: help was asked for.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(&self, arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Options>, UsageError> {
        let mut options = self.unsaid();
        match self.read(arguments, &mut options)? {
            Asked::Help => return Ok(None),
            Asked::ToRun => {}
        }
        let own = self.flags.iter().filter(|flag| matches!(flag.takes, Takes::Task));
        let own = own.filter_map(|flag| Some((flag.name, options.number(flag.name)?)));
        let mut tasks = options.fail.and_then(|fail| Some(("fail", fail.task?))).into_iter().chain(own);
        match tasks.find(|(_, task)| *task >= options.tasks) {
            Some((name, task)) => Err(UsageError(format!(
                "--{name}: there is no task {}; with --tasks {} they are 0 to {}",
                show_count(task as u64),
                show_count(options.tasks as u64),
                show_count(options.tasks as u64 - 1),
            ))),
            None => Ok(Some(options)),
        }
    }

    /// What counts where the user says nothing.
    fn unsaid(&self) -> Options {
        let mut options = Options::unsaid();
        let by_default = self.by_default.split_whitespace().map(OsString::from);
        let read = self.read(by_default, &mut options);
        debug_assert!(read.is_ok(), "{read:?}");
        options
    }

    fn read(&self, arguments: impl IntoIterator<Item = OsString>, options: &mut Options) -> Result<Asked, UsageError> {
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| UsageError(error.to_string()))? {
            let name = match argument {
                Arg::Long(name) => name.to_owned(),
                Arg::Short('h') => "help".to_owned(),
                Arg::Short(other) => return Err(UsageError(format!("there is no flag -{other}; --help lists all"))),
                Arg::Value(value) => {
                    let value = value.to_string_lossy().into_owned();
                    return Err(UsageError(format!("'{value}' is no flag; --help lists all")));
                }
            };
            if let Some(flag) = self.flags.iter().find(|flag| flag.name == name) {
                let value = match flag.takes {
                    Takes::NumberUpTo(most) => whole_number(&mut parser, flag.name, most)?.to_string(),
                    Takes::Text(_) => match text(&mut parser, flag.name)? {
                        empty if empty.is_empty() => {
                            return Err(UsageError(format!("--{name} needs a value; --help shows which")));
                        }
                        text => text,
                    },
                    Takes::List(_) => {
                        let more = text(&mut parser, flag.name)?;
                        options.own.get(flag.name).map_or(more.clone(), |before| format!("{before},{more}"))
                    }
                    Takes::Time => format!("{}ns", length_of_time(&mut parser, flag.name)?.as_nanos()),
                    Takes::Size => size(&mut parser, flag.name)?.to_string(),
                    Takes::Task => task(&mut parser, flag.name)?.to_string(),
                    Takes::Nothing => String::new(),
                };
                options.own.insert(flag.name, value);
                continue;
            }
            if self.without.contains(&name.as_str()) {
                return Err(self.unknown(&name));
            }
            match name.as_str() {
                "tasks" => options.tasks = whole_number(&mut parser, "tasks", TASKS_MOST)?,
                "wait" => options.wait = length_of_time(&mut parser, "wait")?,
                "compute" => options.compute = length_of_time(&mut parser, "compute")?,
                "cores" => options.cores = Some(whole_number(&mut parser, "cores", 4_096)?),
                "fail" => options.fail = Some(failure(&text(&mut parser, "fail")?)?),
                "svg" => options.svg = Some(path(&mut parser, "svg")?),
                "trace" => options.trace = Some(path(&mut parser, "trace")?),
                "ascii" => options.ascii = true,
                "json" => options.json = json(parser.optional_value())?,
                "by" => options.lanes = choice("by", &text(&mut parser, "by")?, &Lanes::NAMED)?,
                "color" => {
                    let choices = [("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)];
                    options.color = choice("color", &text(&mut parser, "color")?, &choices)?;
                }
                "zoom" => options.zoom = Some(window(&text(&mut parser, "zoom")?)?),
                "help" => return Ok(Asked::Help),
                _ => return Err(self.unknown(&name)),
            }
        }
        Ok(Asked::ToRun)
    }

    /// What `--help` prints.
    pub fn help(&self) -> String {
        let mut help = format!("{}\n\nUsage: {} [FLAGS]\n\n", self.about, self.name);
        let unsaid = self.unsaid();
        let mut line = |name: &str, value: &str, text: &str| {
            let flag = format!("--{name} {value}");
            let unsaid = unsaid.shown(name).map_or(String::new(), |value| format!(" ({value})"));
            let _ = writeln!(help, "  {flag:<15} {text}{unsaid}");
        };
        for flag in self.flags {
            let value = match flag.takes {
                Takes::NumberUpTo(_) => "N",
                Takes::Text(value) | Takes::List(value) => value,
                Takes::Time => "DUR",
                Takes::Size => "SIZE",
                Takes::Task => "ID",
                Takes::Nothing => "",
            };
            line(flag.name, value, flag.help);
        }
        for flag in SHARED.iter().filter(|flag| !self.without.contains(&flag.name)) {
            line(flag.name, flag.value, flag.help);
        }
        help.push_str("\nExamples:\n");
        for (command, shows) in self.examples {
            let command = format!("{} {command}", self.name);
            let _ = writeln!(help, "  {command}\n      {shows}");
        }
        help.push_str("\nExit code: 0; 1 where a task failed; 2 for a bad flag; 130 after Ctrl-C.\n");
        help
    }

    fn unknown(&self, name: &str) -> UsageError {
        let shared = SHARED.iter().map(|flag| flag.name).filter(|name| !self.without.contains(name));
        let nearest = shared
            .chain(self.flags.iter().map(|flag| flag.name))
            .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)))
            .unwrap_or("help");
        UsageError(format!("there is no flag --{name}; did you mean --{nearest}? --help lists all"))
    }
}

fn text(parser: &mut Parser, name: &str) -> Result<String, UsageError> {
    let value = parser.value().map_err(|_| UsageError(format!("--{name} needs a value; --help shows which")))?;
    value.string().map_err(|_| UsageError(format!("--{name}: the value is not valid text")))
}

fn path(parser: &mut Parser, name: &str) -> Result<PathBuf, UsageError> {
    let value = parser.value().map_err(|_| UsageError(format!("--{name} needs the name of a file")))?;
    match value.is_empty() {
        true => Err(UsageError(format!("--{name} needs the name of a file"))),
        false => Ok(PathBuf::from(value)),
    }
}

fn whole_number(parser: &mut Parser, name: &str, most: usize) -> Result<usize, UsageError> {
    let value = text(parser, name)?;
    match value.replace([',', '_'], "").parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => {
            Err(UsageError(format!("--{name} {value}: a whole number from 1 to {} is needed", show_count(most as u64))))
        }
    }
}

fn task(parser: &mut Parser, name: &str) -> Result<usize, UsageError> {
    let value = text(parser, name)?;
    value.parse().map_err(|_| UsageError(format!("--{name} {value}: the number of a task is needed, as in --{name} 3")))
}

fn length_of_time(parser: &mut Parser, name: &str) -> Result<Duration, UsageError> {
    let value = text(parser, name)?;
    parse_duration(&value).map_err(|why| UsageError(format!("--{name} \"{value}\" {why}")))
}

fn size(parser: &mut Parser, name: &str) -> Result<u64, UsageError> {
    let value = text(parser, name)?;
    parse_size(&value).map_err(|why| UsageError(format!("--{name} \"{value}\" {why}")))
}

fn window(value: &str) -> Result<(Duration, Duration), UsageError> {
    let refused =
        || UsageError(format!("--zoom {value}: two moments are needed, the earlier first, as in --zoom 100ms..140ms"));
    let (from, to) = value.split_once("..").ok_or_else(refused)?;
    match (parse_duration(from), parse_duration(to)) {
        (Ok(from), Ok(to)) if from < to => Ok((from, to)),
        _ => Err(refused()),
    }
}

fn choice<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T, UsageError> {
    let found = choices.iter().find(|(word, _)| *word == value);
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        UsageError(format!("--{name} {value}: it is one of {}", words.join(", ")))
    })
}

fn json(value: Option<OsString>) -> Result<Json, UsageError> {
    match value.as_ref().map(|value| value.to_string_lossy()).as_deref() {
        None => Ok(Json::Yes),
        Some("full") => Ok(Json::Full),
        Some(other) => Err(UsageError(format!("--json={other}: it is --json or --json=full"))),
    }
}

fn failure(value: &str) -> Result<Fail, UsageError> {
    let refused = || {
        let kinds: Vec<&str> = FailKind::NAMED.iter().map(|(name, _)| *name).collect();
        UsageError(format!(
            "--fail {value}: it is one of {}, and a task or all, as in --fail panic:3",
            kinds.join(", ")
        ))
    };
    let (kind, task) = value.split_once(':').ok_or_else(refused)?;
    let (_, kind) = *FailKind::NAMED.iter().find(|(name, _)| *name == kind).ok_or_else(refused)?;
    let task = if task == ALL { None } else { Some(task.parse().map_err(|_| refused())?) };
    Ok(Fail { kind, task })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROGRAM: Program = Program {
        name: "demo_test",
        about: "A test.",
        flags: &[Flag { name: "workers", takes: Takes::NumberUpTo(1_000), help: "how many workers" }],
        without: &["trace"],
        by_default: "",
        examples: &[("--tasks 3", "three")],
    };

    fn parse(line: &str) -> Result<Option<Options>, UsageError> {
        PROGRAM.parse(line.split_whitespace().map(OsString::from))
    }

    fn refusal(line: &str) -> String {
        parse(line).expect_err(line).0
    }

    #[test]
    fn nothing_said_means_ten_tasks_that_wait_200_ms() {
        let options = parse("").unwrap().unwrap();
        assert_eq!((options.tasks, options.wait, options.compute), (10, Duration::from_millis(200), Duration::ZERO));
        assert_eq!((options.cores, options.json, options.fail), (None, Json::No, None));
    }

    #[test]
    fn a_program_may_have_defaults_of_its_own() {
        let program = Program { by_default: "--tasks 16 --wait 0 --compute 50ms --cores 1 --by core", ..PROGRAM };
        let parsed = |line: &str| program.parse(line.split_whitespace().map(OsString::from)).unwrap().unwrap();
        let options = parsed("--tasks 3");
        assert_eq!((options.tasks, options.wait, options.compute), (3, Duration::ZERO, Duration::from_millis(50)));
        assert_eq!((options.cores, options.lanes), (Some(1), Lanes::Core));
        assert_eq!(parsed("--by process --cores 2").cores, Some(2));
        let help = program.help();
        for (flag, unsaid) in
            [("--tasks", "(16)"), ("--wait", "(0)"), ("--compute", "(50ms)"), ("--cores", "(1)"), ("--by", "(core)")]
        {
            let line = help.lines().find(|line| line.contains(flag)).unwrap();
            assert!(line.ends_with(unsaid), "{line}");
        }
    }

    #[test]
    fn flags_of_its_own_take_numbers_texts_times_or_nothing() {
        let flags = [
            Flag { name: "limit", takes: Takes::NumberUpTo(9), help: "" },
            Flag { name: "out", takes: Takes::Text("DIR"), help: "" },
            Flag { name: "timeout", takes: Takes::Time, help: "" },
            Flag { name: "narrate", takes: Takes::Nothing, help: "" },
            Flag { name: "trouble", takes: Takes::List("KIND:N"), help: "" },
        ];
        let program = Program { flags: &flags, ..PROGRAM };
        let parse = |line: &str| program.parse(line.split_whitespace().map(OsString::from));
        let options = parse("--trouble cut:1 --limit 9 --out=a/b --timeout 1.5s --narrate --trouble 404:2,hang:3")
            .unwrap()
            .unwrap();
        assert_eq!(options.list("trouble").collect::<Vec<_>>(), ["cut:1", "404:2", "hang:3"]);
        assert_eq!((options.number("limit"), options.text("out")), (Some(9), Some("a/b")));
        assert_eq!((options.time("timeout"), options.has("narrate")), (Some(Duration::from_millis(1_500)), true));
        let passed_on: Vec<String> = options.own_arguments().collect();
        let again = parse(&passed_on.join(" ")).unwrap().unwrap();
        assert_eq!((again.number("limit"), again.text("out")), (Some(9), Some("a/b")));
        assert_eq!((again.time("timeout"), again.has("narrate")), (Some(Duration::from_millis(1_500)), true));
        assert!(again.list("trouble").eq(options.list("trouble")));
        let nothing = parse("").unwrap().unwrap();
        assert_eq!((nothing.number("limit"), nothing.text("out"), nothing.time("timeout")), (None, None, None));
        assert!(!nothing.has("narrate") && nothing.list("trouble").next().is_none());
        assert!(parse("--timeout soon").unwrap_err().0.contains("--timeout"));
        assert!(parse("--limit 10").unwrap_err().0.contains("--limit 10"));
        assert!(parse("--narrate=yes").is_err());
    }

    #[test]
    fn a_flag_of_its_own_can_take_a_size() {
        let flags = [Flag { name: "memory", takes: Takes::Size, help: "" }];
        let program = Program { flags: &flags, ..PROGRAM };
        let parse = |line: &str| program.parse(line.split_whitespace().map(OsString::from));
        let options = parse("--memory 4GiB").unwrap().unwrap();
        assert_eq!(options.size_bytes("memory"), Some(4 << 30));
        let passed_on: Vec<String> = options.own_arguments().collect();
        assert_eq!(parse(&passed_on.join(" ")).unwrap().unwrap().size_bytes("memory"), Some(4 << 30));
        assert_eq!(parse("").unwrap().unwrap().size_bytes("memory"), None);
        assert!(parse("--memory much").unwrap_err().0.contains("--memory \"much\" is no size"));
        assert!(program.help().contains("--memory SIZE"));
    }

    #[test]
    fn a_flag_of_its_own_can_name_a_task() {
        let flags = [Flag { name: "lose", takes: Takes::Task, help: "" }];
        let program = Program { flags: &flags, ..PROGRAM };
        let parse = |line: &str| program.parse(line.split_whitespace().map(OsString::from));
        for id in [0, 3] {
            assert_eq!(parse(&format!("--lose {id} --tasks 4")).unwrap().unwrap().number("lose"), Some(id));
        }
        let refusal = |line: &str| parse(line).expect_err(line).0;
        assert_eq!(refusal("--lose 4 --tasks 4"), "--lose: there is no task 4; with --tasks 4 they are 0 to 3");
        assert!(refusal("--lose -1").contains("--lose -1: the number of a task is needed"));
        assert!(refusal("--fail panic:3 --lose 10").contains("--lose: there is no task 10"));
        assert!(program.help().contains("--lose ID"));
    }

    #[test]
    fn a_window_has_its_earlier_moment_first() {
        let zoom = |line: &str| parse(line).map(|options| options.unwrap().zoom);
        let ms = Duration::from_millis;
        assert_eq!(zoom("--zoom 100ms..1.5s"), Ok(Some((ms(100), ms(1_500)))));
        assert_eq!(zoom("--zoom 0..40ms"), Ok(Some((ms(0), ms(40)))));
        for line in
            ["--zoom 5ms..5ms", "--zoom 6ms..5ms", "--zoom 5ms", "--zoom ..", "--zoom a..b", "--zoom 1ms..2ms..3ms"]
        {
            assert!(refusal(line).contains("--zoom"), "{line}");
        }
    }

    #[test]
    fn every_flag_is_read() {
        let options = parse(
            "--tasks 1,000 --wait=1s --compute 5ms --cores 1 --json=full --svg a.svg --by core --fail kill:999 \
             --ascii --color never --workers 7",
        );
        let options = options.unwrap().unwrap();
        assert_eq!(options.tasks, 1_000);
        assert_eq!((options.wait, options.compute), (Duration::from_secs(1), Duration::from_millis(5)));
        assert_eq!((options.cores, options.json, options.lanes), (Some(1), Json::Full, Lanes::Core));
        assert_eq!(options.fail, Some(Fail { kind: FailKind::Kill, task: Some(999) }));
        assert_eq!((options.ascii, options.color, options.number("workers")), (true, Color::Never, Some(7)));
        assert_eq!(options.svg, Some(PathBuf::from("a.svg")));
    }

    #[test]
    fn a_bad_line_is_refused_by_the_name_of_its_flag() {
        for (line, names) in [
            ("--tasks 0", "--tasks 0"),
            ("--tasks -1", "--tasks -1"),
            ("--tasks 99999999999", "--tasks 99999999999"),
            ("--tasks", "--tasks"),
            ("--wait 5parsecs", "--wait \"5parsecs\""),
            ("--cores 0", "--cores 0"),
            ("--workers 0", "--workers 0"),
            ("--fail panic:10", "task 10"),
            ("--fail panic:most", "or all"),
            ("--fail sometimes:1", "--fail"),
            ("--by moon", "task, process, thread, core"),
            ("--json=half", "--json=half"),
            ("--taks 3", "--tasks"),
            ("--worker 3", "--workers"),
            ("--trace x", "no flag --trace"),
            ("-x", "-x"),
            ("ten", "'ten'"),
        ] {
            let refusal = refusal(line);
            assert!(refusal.contains(names), "{line}: {refusal}");
            assert!(!refusal.contains('\n'), "{line}: more than a line");
        }
    }

    #[test]
    fn help_names_every_flag_that_there_is() {
        assert!(parse("--help").unwrap().is_none());
        let help = PROGRAM.help();
        for flag in ["--tasks", "--wait", "--compute", "--cores", "--fail", "--by", "--svg", "--json", "--workers"] {
            assert!(help.contains(flag), "{flag}");
        }
        assert!(!help.contains("--trace"));
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(words in proptest::collection::vec("(--[a-z]{1,8}|.{0,6}|[0-9]{1,12})", 0..6)) {
            let _ = PROGRAM.parse(words.into_iter().map(OsString::from));
        }
    }
}
