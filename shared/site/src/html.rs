//! The pages as people see them.

use crate::graph;
use crate::options::SiteOptions;
use crate::trouble::Trouble;

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#223}\
a{color:#0a58a8}h1{font-weight:600}.photos img{width:32%;border-radius:4px}code{background:#eef;padding:0 .3em}";

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

/// The page at `/`, which lists everything.
pub fn index(options: &SiteOptions) -> String {
    let photos: String =
        (0..6).map(|number| format!("<img src=\"/photo/{number}.jpg\" alt=\"Photo {number}\">\n")).collect();
    let troubles: String = Trouble::NAMED
        .iter()
        .map(|(name, trouble)| {
            format!("<li><a href=\"/trouble/{name}\">/trouble/{name}</a> {}</li>\n", about(*trouble))
        })
        .collect();
    let body = format!(
        "<p>A small site on this machine, for programs that fetch.</p>\n\
         <h2>Pages</h2>\n<p>There are {pages} pages, from <a href=\"/page/0\">/page/0</a> on. They link to each other; some links \
         are dead.</p>\n\
         <h2>Photos</h2>\n<p class=\"photos\">{photos}</p>\n<p>Any number will do: <a href=\"/photo/7.jpg\">/photo/7.jpg</a>, \
         <a href=\"/photo/7.png\">/photo/7.png</a> (half as wide and high). The same number is the same photo.</p>\n\
         <h2>Answers that come late</h2>\n<p><a href=\"/delay/500\">/delay/500</a> answers after 500 ms.</p>\n\
         <h2>Trouble</h2>\n<ul>\n{troubles}</ul>\n<p>With a name of your own behind it, as in \
         <a href=\"/trouble/429/me\">/trouble/429/me</a>, the trouble is over after {tries} tries.</p>\n\
         <h2>What was asked for</h2>\n<p><a href=\"/stats\">/stats</a> says it in JSON.</p>\n",
        pages = options.pages,
        tries = crate::TRIES,
    );
    page("A small site", &body)
}

fn about(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotFound => "there is no such thing",
        Trouble::TooMany => "too many requests; try again in a second",
        Trouble::ServerError => "the server has failed",
        Trouble::Cut => "ends after half of what it promised",
        Trouble::Reset => "resets the connection",
        Trouble::Trickle => "a byte each 100 ms",
        Trouble::Hang => "never answers",
    }
}

/// Page `number`: each of its links stands on a line of its own, and there are no other links on it.
pub fn numbered(number: u32, options: &SiteOptions) -> String {
    let links: String = graph::links(number, options.pages)
        .iter()
        .map(|link| format!("<li><a href=\"{}\">Page {}</a></li>\n", link.path(), link.page))
        .collect();
    page(&format!("Page {number}"), &format!("<p>From here one gets to</p>\n<ul>\n{links}</ul>\n"))
}
