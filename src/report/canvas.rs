//! An SVG that grows, element by element.

use super::escape::xml;
use super::number::at;
use super::scale::Scale;

/// Width of every figure, in its own pixels.
pub(super) const WIDTH: f64 = 480.0;
/// Height of a line of text.
pub(super) const LINE: f64 = 18.0;
/// Colours in light, after Okabe and Ito (2008), without the yellow that fades on white.
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#b3568f", "#a87000", "#2f9bd0", "#5b6470"];
/// Dashes of lines.
const DASHES: [&str; 5] = ["", "7 3", "2 3", "10 3 2 3", "4 2"];

/// Where a text stands from its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A figure as it is drawn.
pub(super) struct Canvas {
    id: String,
    body: String,
    pub height: f64,
}

/// Width of a text in 13 px, near enough to lay out by.
pub(super) fn width(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | 't' | 'f' | 'I' => 4.3,
            'm' | 'w' | 'M' | 'W' | '—' => 11.5,
            c if c.is_ascii_uppercase() => 9.0,
            c if c > '\u{2e80}' => 13.0,
            _ => 7.5,
        })
        .sum()
}

/// The text, cut to a width.
pub(super) fn cut(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + width("… ") > most {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

/// Colour of a series.
fn colour(series: usize) -> (usize, &'static str) {
    let k = series % COLOURS.len();
    (k, COLOURS[k])
}

/// Attribute that ties a mark to what it is about, over all figures of a page.
fn key(names: &[&str]) -> String {
    let names: Vec<String> =
        names.iter().filter(|name| !name.is_empty()).map(|name| name.replace('|', " ")).collect();
    if names.is_empty() { String::new() } else { format!(" data-k=\"{}\"", xml(&names.join("|"))) }
}

/// A tooltip, which is also the name of the mark.
fn tip(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<title>{}</title>", xml(text)) }
}

impl Canvas {
    pub fn new(id: &str) -> Self {
        Canvas { id: id.to_owned(), body: String::new(), height: 0.0 }
    }

    /// The whole figure; `style` is put inside for a figure that stands alone.
    pub fn finish(self, title: &str, description: &str, style: &str) -> String {
        let Canvas { id, body, height } = self;
        let style = if style.is_empty() { String::new() } else { format!("<style>{style}</style>") };
        let hatches: String = (1..4)
            .map(|k| {
                let lines = ["M0 6L6 0", "M0 3H6", "M0 0L6 6"][k - 1];
                format!(
                    "<pattern id=\"{id}h{k}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"{lines}\" \
                     class=\"hatch\" stroke=\"#fff\" stroke-opacity=\".6\"/></pattern>"
                )
            })
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"comity\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{id}t {id}d\" font-family=\"system-ui,sans-serif\" \
             font-size=\"13\"><title id=\"{id}t\">{title}</title><desc id=\"{id}d\">{description}</desc>{style}<defs>{hatches}\
             <marker id=\"{id}a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
             <path d=\"M0 0L8 4L0 8Z\" class=\"ink\" fill=\"#1b1f24\"/></marker></defs>{body}</svg>",
            height = at(height),
            title = xml(title),
            description = xml(description),
        )
    }

    /// A text.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.text_of(x, y, anchor, text, &[]);
    }

    /// A text about something.
    pub fn text_of(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, names: &[&str]) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.body += &format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" class=\"ink\" fill=\"#1b1f24\"{}>{}</text>",
            at(x),
            at(y),
            key(names),
            xml(text)
        );
    }

    /// A line of the grid, or of an axis.
    pub fn rule(&mut self, [x1, y1, x2, y2]: [f64; 4], axis: bool) {
        let (class, colour) = if axis { ("axis", "#5b6470") } else { ("grid", "#d9dee4") };
        self.body += &format!(
            "<path d=\"M{} {}L{} {}\" class=\"{class}\" stroke=\"{colour}\" fill=\"none\"/>",
            at(x1),
            at(y1),
            at(x2),
            at(y2)
        );
    }

    /// A line through points in the manner of a series.
    pub fn path(&mut self, points: &[(f64, f64)], series: usize, names: &[&str]) {
        let (k, colour) = colour(series);
        let dash = DASHES[series % DASHES.len()];
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        self.body += &format!(
            "<path d=\"{}\" class=\"s{k}\" stroke=\"{colour}\" stroke-width=\"2\" fill=\"none\"{dash}{}/>",
            through(points),
            key(names)
        );
    }

    /// A line that ends in an arrow.
    pub fn arrow(
        &mut self,
        [x1, y1, x2, y2]: [f64; 4],
        series: usize,
        names: &[&str],
        said: &str,
        head: bool,
    ) {
        let (k, colour) = colour(series);
        let dash = DASHES[series % DASHES.len()];
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let head = if head { format!(" marker-end=\"url(#{}a)\"", self.id) } else { String::new() };
        self.body += &format!(
            "<path d=\"M{} {}L{} {}\" class=\"s{k}\" stroke=\"{colour}\" stroke-width=\"1.7\" fill=\"none\"{dash}{head}{}>{}</path>",
            at(x1),
            at(y1),
            at(x2),
            at(y2),
            key(names),
            tip(said)
        );
    }

    /// A filled shape through points; hatched unless of the first series, so that it is told apart without colour.
    pub fn area(
        &mut self,
        points: &[(f64, f64)],
        series: usize,
        opacity: f64,
        hatched: bool,
        names: &[&str],
        said: &str,
    ) {
        let (k, colour) = colour(series);
        let path = format!("{}Z", through(points));
        let names = key(names);
        let opaque = if opacity < 1.0 { format!(" fill-opacity=\"{opacity:.2}\"") } else { String::new() };
        self.body += &format!(
            "<path d=\"{path}\" class=\"f{k}\" fill=\"{colour}\"{opaque}{names}>{}</path>",
            tip(said)
        );
        let hatch = series % 4;
        if hatched && hatch > 0 {
            self.body += &format!(
                "<path d=\"{path}\" fill=\"url(#{}h{hatch})\" pointer-events=\"none\"{names}/>",
                self.id
            );
        }
    }

    /// A filled rectangle by two corners.
    pub fn block(
        &mut self,
        [x1, y1, x2, y2]: [f64; 4],
        series: usize,
        opacity: f64,
        names: &[&str],
        said: &str,
    ) {
        let (left, right) = (x1.min(x2), x1.max(x2));
        self.area(
            &[(left, y1), (right, y1), (right, y2), (left, y2)],
            series,
            opacity,
            opacity == 1.0,
            names,
            said,
        );
    }

    /// A line in ink: an interval, a whisker, a median.
    pub fn whisker(&mut self, [x1, y1, x2, y2]: [f64; 4], names: &[&str]) {
        self.body += &format!(
            "<path d=\"M{} {}L{} {}\" class=\"mark\" stroke=\"#1b1f24\" stroke-width=\"1.5\"{}/>",
            at(x1),
            at(y1),
            at(x2),
            at(y2),
            key(names)
        );
    }

    /// A mark whose shape and colour are of the series.
    pub fn dot(&mut self, x: f64, y: f64, size: f64, series: usize, names: &[&str], said: &str) {
        let (k, colour) = colour(series);
        let r = size;
        let path = match series % 4 {
            0 => format!(
                "M{} {}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 -{} 0Z",
                at(x - r),
                at(y),
                at(2.0 * r),
                at(2.0 * r)
            ),
            1 => format!("M{} {}h{}v{}h-{}Z", at(x - r), at(y - r), at(2.0 * r), at(2.0 * r), at(2.0 * r)),
            2 => format!("M{} {}L{} {}L{} {}Z", at(x), at(y - r), at(x + r), at(y + r), at(x - r), at(y + r)),
            _ => format!(
                "M{} {}L{} {}L{} {}L{} {}Z",
                at(x),
                at(y - r),
                at(x + r),
                at(y),
                at(x),
                at(y + r),
                at(x - r),
                at(y)
            ),
        };
        self.body += &format!(
            "<path d=\"{path}\" class=\"f{k}\" fill=\"{colour}\"{}>{}</path>",
            key(names),
            tip(said)
        );
    }

    /// A text that rises to the right of its point.
    pub fn tilted(&mut self, x: f64, y: f64, text: &str, names: &[&str]) {
        self.body += &format!(
            "<text transform=\"translate({} {}) rotate(-48)\" class=\"ink\" fill=\"#1b1f24\"{}>{}</text>",
            at(x),
            at(y),
            key(names),
            xml(text)
        );
    }

    /// A node of a network: a pill around its name; square and dashed where it is no actor.
    pub fn node(&mut self, x: f64, y: f64, half: f64, actor: bool, names: &[&str], said: &str) {
        let (round, dash) = if actor { ("11", "") } else { ("1", " stroke-dasharray=\"3 2\"") };
        self.body += &format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"22\" rx=\"{round}\" class=\"node\" fill=\"#fff\" \
             stroke=\"#5b6470\"{dash}{}>{}</rect>",
            at(x - half),
            at(y - 11.0),
            at(2.0 * half),
            key(names),
            tip(said)
        );
    }

    /// Names of series at the top; nothing for a single one without a name. Lines or blocks.
    pub fn legend(&mut self, series: &[String], lines: bool) {
        if series.iter().all(String::is_empty) {
            return;
        }
        let (mut x, mut y) = (4.0, self.height + 14.0);
        for (k, name) in series.iter().enumerate() {
            let name = cut(&name.replace('_', " "), WIDTH - 44.0);
            let wide = 30.0 + width(&name) + 14.0;
            if x > 4.0 && x + wide - 10.0 > WIDTH {
                (x, y) = (4.0, y + LINE);
            }
            let names = [series[k].as_str()];
            if lines {
                self.path(&[(x, y - 4.0), (x + 24.0, y - 4.0)], k, &names);
                self.dot(x + 12.0, y - 4.0, 3.5, k, &names, "");
            } else {
                self.block([x, y - 10.0, x + 22.0, y + 1.0], k, 1.0, &names, "");
            }
            self.text_of(x + 30.0, y, Anchor::Start, &name, &names);
            x += wide;
        }
        self.height = y + 10.0;
    }

    /// Vertical lines of the grid and their labels under `bottom`, with the title of the axis.
    pub fn horizontal(&mut self, scale: &Scale, top: f64, bottom: f64, title: &str) {
        let mut last = f64::NEG_INFINITY;
        for (value, label) in scale.ticks() {
            let x = scale.at(value);
            self.rule([x, top, x, bottom], value == 0.0);
            let half = 0.5 * width(&label);
            let centre = x.clamp(half, WIDTH - half);
            if centre - half > last + 4.0 {
                self.text(centre, bottom + 16.0, Anchor::Middle, &label);
                last = centre + half;
            }
        }
        self.height = bottom + 20.0;
        if !title.is_empty() {
            self.text(WIDTH / 2.0, bottom + 34.0, Anchor::Middle, &cut(title, WIDTH));
            self.height = bottom + 40.0;
        }
    }

    /// Horizontal lines of the grid, their labels at the left, the title of the axis above it.
    pub fn vertical(&mut self, scale: &Scale, left: f64, right: f64) {
        for (value, label) in scale.ticks() {
            let y = scale.at(value);
            self.rule([left, y, right, y], value == 0.0);
            self.text(left - 6.0, y + 4.5, Anchor::End, &label);
        }
    }
}

fn through(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (k, (x, y)) in points.iter().enumerate() {
        path.push(if k == 0 { 'M' } else { 'L' });
        path += &at(*x);
        path.push(' ');
        path += &at(*y);
    }
    path
}
