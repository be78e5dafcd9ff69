//! Both kinds of plots, with made-up data: as an SVG on standard output, or with a number as text of that width.
//!
//! cargo run -p plots --example gallery > gallery.svg

use plots::{Bar, BarPlot, Figure, LinePlot, Panel, Scale, Series, Unit, svg, terminal};
use timing::figure::Style;
use timing::workload::Lanes;

fn main() {
    let rise = |each: f64, least: f64, last: i32| -> Vec<(f64, f64)> {
        (0..=last).map(|power| 2f64.powi(power)).map(|tasks| (tasks, least + each * tasks)).collect()
    };
    let lines = LinePlot {
        heading: "Memory".to_owned(),
        x: Scale::new("tasks", Unit::Count),
        y: Scale::new("peak of resident memory", Unit::Size),
        series: vec![
            Series::new("sequential", rise(0.0, 2e6, 5)),
            Series::new("thread", rise(10_000.0, 2e6, 14)),
            Series::new("thread_pool", rise(200.0, 2.1e6, 7)),
            Series::new("async_tokio", rise(600.0, 2.4e6, 20)),
            Series::new("async_tokio_multi", rise(640.0, 2.6e6, 20)),
            Series::new("async_smol", rise(400.0, 2.4e6, 20)),
            Series::new("async_std", rise(700.0, 3e6, 20)),
            Series::new("multiprocess", rise(2e6, 3e6, 10)),
        ],
    };
    let bar = |label: &str, value: f64, text: &str| Bar {
        label: label.to_owned(),
        value,
        text: text.to_owned(),
        spread: Some((0.8 * value, 1.5 * value)),
    };
    let bars = BarPlot {
        heading: "Time to create one".to_owned(),
        scale: Scale::new("time to create, run and join one", Unit::Time),
        bars: vec![
            bar("sequential call", 2.0, "2 ns"),
            bar("tokio task", 240.0, "240 ns"),
            bar("OS thread", 44_000.0, "44 us"),
            bar("process", 900_000.0, "900 us"),
        ],
    };
    let figure = Figure {
        title: "What a task costs (made-up numbers)".to_owned(),
        description: "An example.".to_owned(),
        panels: vec![Panel::Lines(lines.clone()), Panel::Bars(bars)],
        text: vec!["The numbers are made up, and only show what plots look like.".to_owned()],
    };
    match std::env::args().nth(1).and_then(|width| width.parse().ok()) {
        Some(width) => {
            let lanes = Lanes::Task;
            let style = Style { width, unicode: true, color: true, lanes, lanes_most: 20, chart: true, zoom: None };
            print!("{}{}", terminal::draw(&figure, &style), terminal::legend(&lines, &style));
        }
        None => print!("{}", svg::draw(&figure)),
    }
}
