//! Whatever the data, there is a plot or a word that there is none, and it is as wide as it may be.

use plots::{Bar, BarPlot, Figure, LinePlot, Panel, Scale, Series, Unit, svg, terminal};
use proptest::prelude::*;
use timing::figure::Style;
use timing::workload::Lanes;

fn style(width: usize, unicode: bool, color: bool) -> Style {
    Style { width, unicode, color, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None }
}

fn values() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => (-3.0f64..12.0).prop_map(|power| 10f64.powf(power)),
        1 => any::<f64>(),
        1 => prop::sample::select(vec![0.0, 1.0, -1.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NAN]),
    ]
}

fn units() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![Unit::Count, Unit::Time, Unit::Size, Unit::Share])
}

fn line_plots() -> impl Strategy<Value = Panel> {
    let points = prop::collection::vec((values(), values()), 0..8);
    let series = prop::collection::vec((any::<String>(), points), 0..12);
    (any::<String>(), units(), units(), series).prop_map(|(heading, x, y, series)| {
        let series = series.into_iter().map(|(name, points)| Series { name, points }).collect();
        Panel::Lines(LinePlot { heading, x: Scale::new("tasks", x), y: Scale::new("it", y), series })
    })
}

fn bar_plots() -> impl Strategy<Value = Panel> {
    let bar = (any::<String>(), values(), any::<String>(), prop::option::of((values(), values())))
        .prop_map(|(label, value, text, spread)| Bar { label, value, text, spread });
    (any::<String>(), units(), prop::collection::vec(bar, 0..10))
        .prop_map(|(heading, unit, bars)| Panel::Bars(BarPlot { heading, scale: Scale::new("time", unit), bars }))
}

/// The characters of a line that are seen.
fn seen(line: &str) -> usize {
    let mut count = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\x1b' {
            letters.find(|letter| *letter == 'm');
        } else {
            count += 1;
        }
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_figure_has_the_width_of_the_terminal(
        panel in prop_oneof![line_plots(), bar_plots()], width in 20usize..=200, unicode: bool, color: bool
    ) {
        let style = style(width, unicode, color);
        let mut drawn = terminal::draw_panel(&panel, &style);
        if let Panel::Lines(plot) = &panel {
            drawn.push_str(&terminal::legend(plot, &style));
        }
        for line in drawn.lines() {
            prop_assert!(seen(line) <= width, "{} of {width}: {line}", seen(line));
        }
        let rule = if unicode { '─' } else { '-' };
        let has_axis = drawn.lines().any(|line| line.contains(rule) && seen(line) == width);
        prop_assert!(has_axis || !drawn.contains(rule) || drawn.contains("Nothing was measured.") || matches!(panel, Panel::Bars(_)));
        prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf "));
    }

    #[test]
    fn an_svg_is_whole(panels in prop::collection::vec(prop_oneof![line_plots(), bar_plots()], 0..3), title: String) {
        let figure = Figure { title, description: "What is to be seen.".to_owned(), panels, text: vec!["A note.".to_owned()] };
        let drawn = svg::draw(&figure);
        prop_assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>\n"), "{drawn}");
        prop_assert_eq!(drawn.matches("<svg").count(), 1);
        prop_assert_eq!(drawn.matches("<text").count(), drawn.matches("</text>").count());
        let allowed = |letter: char| letter == '\n' || !letter.is_control();
        prop_assert!(drawn.chars().all(allowed), "there is a character that XML does not have");
    }
}

/// Three series, of which two end at nearly one place.
fn lines() -> LinePlot {
    LinePlot {
        heading: "Wall time".to_owned(),
        x: Scale::new("tasks", Unit::Count),
        y: Scale::new("wall", Unit::Time),
        series: vec![
            Series::new("sequential", vec![(1.0, 1e9), (32.0, 32e9)]),
            Series::new("thread", vec![(1.0, 1.001e9), (10_000.0, 1.1e9)]),
            Series::new("async_tokio <&>", vec![(1.0, 1.002e9), (1e6, 1.2e9)]),
        ],
    }
}

fn figure(panel: Panel) -> Figure {
    Figure { title: "A & B".to_owned(), description: "Lines.".to_owned(), panels: vec![panel], text: vec![] }
}

/// The numbers that attribute `name` has in `svg`, in order.
fn numbers(svg: &str, name: &str) -> Vec<i32> {
    svg.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

#[test]
fn an_svg_can_be_read_aloud_and_in_the_dark() {
    let drawn = svg::draw(&figure(Panel::Lines(lines())));
    assert!(drawn.contains(r#"role="img" aria-labelledby="title desc""#));
    assert!(
        drawn.contains("<title id=\"title\">A &amp; B</title>") && drawn.contains("<desc id=\"desc\">Lines.</desc>")
    );
    assert!(drawn.contains("prefers-color-scheme:dark"));
    // Every colour in the drawing has one for the dark.
    let (sheet, body) = drawn.split_once("</style>").unwrap();
    let colours = body.match_indices("\"#").map(|(at, _)| &body[at + 1..at + 8]);
    let mut count = 0;
    for colour in colours {
        assert!(sheet.contains(&format!("\"{colour}\"]")), "{colour} has no colour for the dark");
        count += 1;
    }
    assert!(count > 10);
}

#[test]
fn an_svg_has_axes_with_units_and_a_name_beside_each_line() {
    let drawn = svg::draw(&figure(Panel::Lines(lines())));
    for label in [
        "\n1 s\n",
        "\n10 s\n",
        "\n100\n",
        "\n1,000,000\n",
        "\ntasks\n",
        "\nsequential\n",
        "\nasync_tokio &lt;&amp;&gt;\n",
    ]
    .map(|label| label.trim_start_matches('\n').to_owned())
    {
        assert!(drawn.contains(&format!(">\n{label}</text>")), "{label} in {drawn}");
    }
}

#[test]
fn what_leads_from_a_line_to_its_name_is_dotted_and_nothing_else_is() {
    let drawn = svg::draw(&figure(Panel::Lines(lines())));
    let (sheet, body) = drawn.split_once("</style>").unwrap();
    let dotted = sheet.lines().find_map(|rule| rule.strip_prefix("polyline[")?.strip_suffix("]{stroke-dasharray:2 3}"));
    let leaders: Vec<&str> = body.lines().filter(|line| line.contains(dotted.unwrap())).collect();
    assert_eq!(leaders.len(), 3, "one a series: {drawn}");
    assert!(leaders.iter().all(|leader| leader.starts_with("<polyline") && !leader.contains("stroke-width=\"2\"")));
}

#[test]
fn the_last_point_of_a_line_is_at_the_right_of_the_axis_and_its_first_at_the_left() {
    let drawn = svg::draw(&figure(Panel::Lines(lines())));
    let ends: Vec<(i32, i32)> = drawn
        .split("<polyline ")
        .filter(|line| line.contains("stroke-width=\"2\""))
        .filter_map(|line| line.split("points=\"").nth(1)?.split('"').next())
        .map(|points| {
            let x = |point: Option<&str>| point.unwrap().split(',').next().unwrap().parse().unwrap();
            (x(points.split_whitespace().next()), x(points.split_whitespace().last()))
        })
        .filter(|(first, last)| first != last) // a mark's outline ends where it began
        .collect();
    assert_eq!(ends.len(), 3, "{drawn}");
    let lasts: Vec<i32> = ends.iter().map(|(_, last)| *last).collect();
    assert!(ends.iter().all(|(first, _)| *first == ends[0].0), "all begin at one task");
    // 1, 32, 10,000 and 1,000,000 tasks: 0, 1.5, 4 and 6 of the six decades.
    let decade = f64::from(lasts[2] - ends[0].0) / 6.0;
    let decades = lasts.iter().map(|last| f64::from(last - ends[0].0) / decade);
    for (is, should_be) in decades.zip([1.505, 4.0, 6.0]) {
        assert!((is - should_be).abs() < 0.05, "{is} {should_be}");
    }
}

#[test]
fn bars_are_longer_where_values_are_larger() {
    let bar = |label: &str, value| Bar { label: label.to_owned(), value, text: format!("{value} ns"), spread: None };
    let plot = BarPlot {
        heading: "Time to create one".to_owned(),
        scale: Scale::new("time", Unit::Time),
        bars: vec![bar("task", 100.0), bar("thread", 10_000.0), bar("none", 0.0), bar("process", 1_000_000.0)],
    };
    let drawn = svg::draw(&figure(Panel::Bars(plot)));
    let widths: Vec<i32> = drawn
        .split("<rect ")
        .skip(1)
        .filter(|rect| rect.contains("#56B4E8"))
        .flat_map(|rect| numbers(&format!(" {rect}"), "width"))
        .collect();
    assert_eq!(widths.len(), 3, "no bar for zero: {drawn}");
    assert!(
        (widths[2] - widths[1] - (widths[1] - widths[0])).abs() <= 2,
        "each is a hundred times the one before: {widths:?}"
    );
    assert!(drawn.contains("100 ns") && drawn.contains("none"));
}
