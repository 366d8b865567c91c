//! One self-contained HTML page.

use super::escape::{file_name, uri, xml};
use super::figure::Figure;
use crate::error::Result;
use crate::frame::{Cell, Frame, Kind};
use std::collections::BTreeMap;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Rows of a table that a page shows; its file has all.
const SHOWN: usize = 500;
/// Names that can be picked out over all figures.
const PICKED: usize = 40;

/// A page: sections with figures and tables, and how the numbers came about. No file beside it, no request.
///
/// ```
/// use comity::frame::{Column, Frame};
/// use comity::report::{Figure, Page};
/// let mut gains = Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?;
/// gains.push(["JPN".into(), 19.25.into()])?;
/// let page = Page::new("Gains", "A page of one bar.")
///     .section("By nation", "Against the status quo.")
///     .figure(Figure::bars(&gains, "nation", "gain").captioned("One deal, seed 42."))
///     .fact("seed", "42");
/// let html = page.html()?;
/// assert!(html.starts_with("<!doctype html>") && !html.contains("src="));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    title: String,
    lead: String,
    parts: Vec<Part>,
    facts: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Part {
    Section(String, String),
    Figure(Box<Figure>),
    Table(String, Frame),
}

impl Page {
    /// A page with this title and a first paragraph.
    pub fn new(title: impl Into<String>, lead: impl Into<String>) -> Self {
        Page { title: title.into(), lead: lead.into(), parts: Vec::new(), facts: Vec::new() }
    }

    /// A heading with a paragraph, for what comes next.
    pub fn section(mut self, title: impl Into<String>, text: impl Into<String>) -> Self {
        self.parts.push(Part::Section(title.into(), text.into()));
        self
    }

    /// A figure, with the table behind it and both to download.
    pub fn figure(mut self, figure: Figure) -> Self {
        self.parts.push(Part::Figure(Box::new(figure)));
        self
    }

    /// A table with a caption, and its file to download.
    pub fn table(mut self, caption: impl Into<String>, frame: &Frame) -> Self {
        self.parts.push(Part::Table(caption.into(), frame.clone()));
        self
    }

    /// How the numbers came about, at the foot: a command, a seed, a hash.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// The page as HTML. Its own policy forbids every request; figures and tables are downloaded from the page itself.
    ///
    /// # Errors
    /// As [`Figure::svg`].
    pub fn html(&self) -> Result<String> {
        let title = xml(&self.title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src \
             'unsafe-inline'; img-src data:\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <link rel=\"icon\" href=\"data:,\"><title>{title}</title><style>{}{STYLE}</style></head>\n<body>\n<header><h1>{title}</h1>{}</header>\n",
            Figure::style(),
            paragraphs(&self.lead),
        );
        out += &self.names();
        out += "<main>\n";
        let (mut figures, mut tables, mut row) = (0, 0, false);
        for part in &self.parts {
            let figure = matches!(part, Part::Figure(_));
            if row != figure {
                out += if figure { "<div class=\"row\">\n" } else { "</div>\n" };
                row = figure;
            }
            match part {
                Part::Section(title, text) => {
                    let _ = writeln!(out, "<h2>{}</h2>{}", xml(title), paragraphs(text)); // to a String: never fails
                }
                Part::Figure(figure) => {
                    figures += 1;
                    out += &shown(figure, figures)?;
                }
                Part::Table(caption, frame) => {
                    tables += 1;
                    out += &sheet(caption, frame, tables)?;
                }
            }
        }
        if row {
            out += "</div>\n";
        }
        out += "</main>\n";
        out += &self.foot();
        let _ = writeln!(
            out,
            "<p id=\"said\" role=\"status\" aria-live=\"polite\" class=\"get\"></p></footer>\n<script>{SCRIPT}</script></body></html>"
        );
        Ok(out)
    }

    /// Buttons for the names that several figures and tables share.
    fn names(&self) -> String {
        let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (k, part) in self.parts.iter().enumerate() {
            let Part::Figure(figure) = part else { continue };
            let frame = figure.frame();
            for column in frame.columns().iter().filter(|column| column.kind() == Kind::Text) {
                for cell in frame.column(column.name()).into_iter().flatten() {
                    if let Cell::Text(text) = cell {
                        let (count, last) = seen.entry(text).or_insert((0, usize::MAX));
                        if *last != k {
                            (*count, *last) = (*count + 1, k);
                        }
                    }
                }
            }
        }
        let shared = |name: &str| seen.get(name).is_some_and(|(count, _)| *count > 1);
        // A coalition that is written as its members is picked out by them.
        let group = |name: &str| name.contains(' ') && name.split(' ').all(shared);
        let shared: Vec<&str> =
            seen.keys().copied().filter(|name| shared(name) && !group(name)).take(PICKED).collect();
        if shared.len() < 2 {
            return String::new();
        }
        let buttons: String = shared
            .into_iter()
            .map(|name| {
                let (value, label) = (xml(&name.replace('|', " ")), xml(&name.replace('_', " ")));
                format!("<button type=\"button\" value=\"{value}\" aria-pressed=\"false\">{label}</button>")
            })
            .collect();
        format!("<nav aria-label=\"Pick out in all figures\"><span>Pick out:</span>{buttons}</nav>\n")
    }

    fn foot(&self) -> String {
        let mut out = String::from("<footer><h2>How these numbers came about</h2><dl>");
        let version = ("version", concat!("comity ", env!("CARGO_PKG_VERSION")));
        let facts = self.facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in facts.chain([version]) {
            let _ = write!(out, "<dt>{}</dt><dd><code>{}</code></dd>", xml(name), xml(value));
        }
        let cite = concat!(
            "comity, version ",
            env!("CARGO_PKG_VERSION"),
            ": how nations negotiate, a Rust library. The entry is in CITATION.cff; cite also the paper of each concept or \
             mechanism that carries a result, named in its documentation and in docs/references.md."
        );
        let _ = write!(out, "<dt>how to cite</dt><dd>{cite}</dd></dl>");
        out
    }
}

/// Paragraphs of a text, parted by empty lines.
fn paragraphs(text: &str) -> String {
    text.split("\n\n").filter(|p| !p.trim().is_empty()).map(|p| format!("<p>{}</p>", xml(p.trim()))).collect()
}

fn csv(frame: &Frame) -> Result<String> {
    let mut bytes = Vec::new();
    frame.write_csv(&mut bytes)?;
    Ok(uri(&String::from_utf8_lossy(&bytes)))
}

/// A figure with caption, downloads and the table behind it.
fn shown(figure: &Figure, number: usize) -> Result<String> {
    let drawn = figure.draw(&format!("f{number}"), "")?;
    let alone = figure.svg()?;
    let frame = figure.frame();
    let file = file_name(&drawn.title);
    let caption = if drawn.caption.is_empty() { String::new() } else { format!(" {}", xml(&drawn.caption)) };
    Ok(format!(
        "<figure id=\"figure-{number}\">{}<figcaption><strong>Figure {number}. {}.</strong>{caption}</figcaption>\
         <p class=\"get\"><a download=\"{file}.svg\" href=\"data:image/svg+xml,{}\">Figure {number} as SVG</a>\
         <a download=\"{file}.csv\" href=\"data:text/csv;charset=utf-8,{}\">Data of figure {number} as CSV</a></p>\
         <details><summary>Table behind figure {number} ({} rows)</summary>{}</details></figure>\n",
        drawn.svg,
        xml(&drawn.title),
        uri(&alone),
        csv(frame)?,
        frame.len(),
        table(frame, &format!("Table behind figure {number}")),
    ))
}

/// A table with its caption and file.
fn sheet(caption: &str, frame: &Frame, number: usize) -> Result<String> {
    Ok(format!(
        "<div class=\"sheet\"><p><strong>Table {number}.</strong> {}</p><p class=\"get\"><a download=\"{}.csv\" \
         href=\"data:text/csv;charset=utf-8,{}\">Table {number} as CSV</a></p>{}</div>\n",
        xml(caption),
        file_name(caption),
        csv(frame)?,
        table(frame, &format!("Table {number}")),
    ))
}

/// The first rows of a table, as printed.
fn table(frame: &Frame, name: &str) -> String {
    let columns: Vec<(bool, Vec<String>)> = frame
        .columns()
        .iter()
        .enumerate()
        .map(|(k, column)| (matches!(column.kind(), Kind::Integer | Kind::Real), frame.printed(k)))
        .collect();
    let cell = |tag: &str, numeric: bool, text: &str| {
        let class = match (numeric, text.chars().count() > 40) {
            (true, _) => " class=\"n\"",
            (false, true) => " class=\"long\"",
            (false, false) => "",
        };
        let scope = if tag == "th" { " scope=\"col\"" } else { "" };
        format!("<{tag}{scope}{class}>{}</{tag}>", xml(text))
    };
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr>",
        xml(name)
    );
    columns.iter().for_each(|(numeric, texts)| out += &cell("th", *numeric, &texts[0].replace('_', " ")));
    out += "</tr></thead><tbody>\n";
    for row in 1..=frame.len().min(SHOWN) {
        let names: Vec<String> = columns
            .iter()
            .filter(|(numeric, _)| !numeric)
            .map(|(_, texts)| texts[row].replace('|', " "))
            .collect();
        let key =
            if names.is_empty() { String::new() } else { format!(" data-k=\"{}\"", xml(&names.join("|"))) };
        let _ = write!(out, "<tr{key}>");
        columns.iter().for_each(|(numeric, texts)| out += &cell("td", *numeric, &texts[row]));
        out += "</tr>\n";
    }
    out += "</tbody></table>";
    if frame.len() > SHOWN {
        let _ = write!(out, "<p>The first {SHOWN} of {} rows; the CSV has all.</p>", frame.len());
    }
    out + "</div>"
}
