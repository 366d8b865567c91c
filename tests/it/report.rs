//! Figures and pages: XML that another parser reads, nothing of the user's that escapes, no request, the same bytes.

use crate::common::draws;
use comity::frame::{Cell, Column, Frame};
use comity::report::{Figure, Page};
use comity::{Error, Result};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

type Row = (Option<String>, Option<String>, Option<f64>, f64);

fn table(rows: &[Row]) -> Frame {
    let columns = [
        Column::text("a"),
        Column::text("b"),
        Column::real("x").unit("<bp>"),
        Column::real("low"),
        Column::real("high"),
        Column::integer("k"),
    ];
    let mut frame = Frame::new(columns).unwrap();
    for (k, (a, b, x, half)) in rows.iter().enumerate() {
        let ends = [x.map(|x| x - half.abs()), x.map(|x| x + half.abs())].map(Cell::from);
        let row = [a.as_ref().into(), b.as_ref().into(), (*x).into(), ends[0], ends[1], k.into()];
        frame.push(row).unwrap();
    }
    frame
}

/// One figure of each kind.
fn figures(frame: &Frame) -> Vec<Figure> {
    vec![
        Figure::lines(frame, "k", "x").by("a").interval("low", "high"),
        Figure::stacked(frame, "k", "x").by("a"),
        Figure::bars(frame, "a", "x").by("b").interval("low", "high"),
        Figure::bars(frame, "a", "x").logarithmic(),
        Figure::forest(frame, "a", "x").by("b").interval("low", "high"),
        Figure::boxes(frame, "a", "x"),
        Figure::heat_map(frame, "a", "k", "x"),
        Figure::points(frame, "a", "k", "x").by("b"),
        Figure::network(frame, "a", "b").by("a"),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let name = || prop::option::of("[a-c]|.{0,8}|[<>&\"'|\u{0}-\u{1f}]{0,5}|</title><script>|\\]\\]>");
    let size =
        prop_oneof![-1e3..1e3f64, Just(0.0), Just(9e299), Just(-9e299), Just(5e-324), Just(1e-7), Just(3e9)];
    prop::collection::vec((name(), name(), prop::option::of(size), 0.0..5.0f64), 0..12)
}

fn parse(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|e| panic!("{e}: {svg}"))
}

fn elements<'a>(svg: &'a Document, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    svg.descendants().filter(move |node| node.tag_name().name() == name)
}

proptest! {
    #![proptest_config(draws::cases(96))]

    /// Whatever the texts and the numbers: well-formed, no element of the user's, only finite coordinates, a title and a description.
    #[test]
    fn every_figure_of_every_table_is_sound(rows in rows(), title in ".{0,12}|<b>&\"", caption in ".{0,12}") {
        let frame = table(&rows);
        for figure in figures(&frame) {
            let figure = figure.titled(title.clone()).captioned(caption.clone());
            let svg = figure.svg().unwrap();
            prop_assert_eq!(&svg, &figure.svg().unwrap());
            let read = parse(&svg);
            let known = ["svg", "title", "desc", "style", "defs", "pattern", "marker", "path", "text", "rect"];
            for node in read.descendants().filter(Node::is_element) {
                prop_assert!(known.contains(&node.tag_name().name()), "{}", node.tag_name().name());
                for attribute in node.attributes().filter(|a| ["d", "x", "y", "width", "viewBox"].contains(&a.name())) {
                    prop_assert!(!attribute.value().contains("NaN") && !attribute.value().contains("inf"), "{}", svg);
                }
            }
            let root = read.root_element();
            let named: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
            let head: Vec<_> = root.children().filter(|n| ["title", "desc"].contains(&n.tag_name().name())).collect();
            prop_assert_eq!(head.iter().map(|n| n.attribute("id").unwrap()).collect::<Vec<_>>(), named);
            prop_assert!(!head[1].text().unwrap_or_default().is_empty());
        }
    }

    /// Markdown keeps a table a table, and LaTeX its columns, whatever the texts.
    #[test]
    fn tables_of_papers_keep_their_columns(rows in rows()) {
        let frame = table(&rows);
        let signs = |line: &str, sign: char| {
            let (mut escaped, mut count) = (false, 0);
            for c in line.chars() {
                count += usize::from(c == sign && !escaped);
                escaped = c == '\\' && !escaped;
            }
            count
        };
        let markdown = frame.markdown();
        prop_assert_eq!(markdown.lines().count(), frame.len() + 2);
        prop_assert!(markdown.lines().all(|line| signs(line, '|') == 7), "{}", markdown);
        let latex = frame.latex();
        let body: Vec<&str> = latex.lines().filter(|line| line.ends_with("\\\\")).collect();
        prop_assert_eq!(body.len(), frame.len() + 1);
        prop_assert!(body.iter().all(|line| signs(line, '&') == 5), "{}", latex);
        prop_assert!(body.iter().all(|line| signs(line, '%') + signs(line, '#') + signs(line, '_') == 0), "{}", latex);
    }

    /// A page asks for nothing, gives every figure its own names, and hands out the table's own bytes.
    #[test]
    fn a_page_is_whole_in_itself(rows in rows(), title in ".{0,12}|</script>") {
        let frame = table(&rows);
        let mut page = Page::new(title.clone(), "One\n\nTwo").section(title.clone(), title.clone()).fact(title.clone(), title.clone());
        for figure in figures(&frame) {
            page = page.figure(figure.titled(title.clone()));
        }
        let html = page.table(title.clone(), &frame).html().unwrap();
        prop_assert_eq!(&html, &page_again(&frame, &title));
        // What the user wrote has no sign that opens anything.
        let own = html.replace("http://www.w3.org/2000/svg", "").replace("http%3A", "").replace("http-equiv", "");
        prop_assert!(own.contains("default-src 'none'"));
        prop_assert!(!own.contains("http") && !own.contains("src=") && !own.contains("@import") && !own.contains("//www"));
        prop_assert_eq!(own.matches("url(").count(), own.matches("url(#").count());
        prop_assert_eq!(own.matches("<script").count(), 1);
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for svg in html.split("<svg ").skip(1) {
            let svg = format!("<svg {}</svg>", svg.split("</svg>").next().unwrap());
            prop_assert_eq!(elements(&parse(&svg), "desc").count(), 1);
        }
        let mut bytes = Vec::new();
        frame.write_csv(&mut bytes).unwrap();
        let files: Vec<&str> = html.split("data:text/csv;charset=utf-8,").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        prop_assert_eq!(files.len(), figures(&frame).len() + 1);
        for file in files {
            prop_assert_eq!(decoded(file), bytes.clone());
        }
        for file in html.split("data:image/svg+xml,").skip(1).filter_map(|rest| rest.split('"').next()) {
            parse(&String::from_utf8(decoded(file)).unwrap());
        }
    }
}

fn page_again(frame: &Frame, title: &str) -> String {
    let mut page = Page::new(title, "One\n\nTwo").section(title, title).fact(title, title);
    for figure in figures(frame) {
        page = page.figure(figure.titled(title));
    }
    page.table(title, frame).html().unwrap()
}

/// The bytes of a data URI.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// Left and right end of the rectangles of a tooltip.
fn widths(svg: &str) -> Vec<f64> {
    let read = parse(svg);
    let bars = elements(&read, "path")
        .filter(|path| path.children().any(|child| child.tag_name().name() == "title"));
    let ends = bars.map(|bar| {
        let xs: Vec<f64> = bar
            .attribute("d")
            .unwrap()
            .split(['M', 'L', 'Z'])
            .filter_map(|point| point.split(' ').next()?.parse().ok())
            .collect();
        xs.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b)) - xs.iter().fold(f64::INFINITY, |a, b| a.min(*b))
    });
    ends.collect()
}

#[test]
fn bars_are_as_long_as_their_values() -> Result<()> {
    let mut frame = Frame::new([Column::text("nation"), Column::real("gain")])?;
    for (nation, gain) in [("JPN", 10.0), ("KOR", 20.0), ("CHN", -30.0)] {
        frame.push([nation.into(), gain.into()])?;
    }
    let long = widths(&Figure::bars(&frame, "nation", "gain").svg()?);
    assert_eq!(long.len(), 3);
    for (length, gain) in long.iter().zip([10.0, 20.0, 30.0]) {
        assert!((length / gain - long[0] / 10.0).abs() < 0.02, "{long:?}");
    }
    Ok(())
}

#[test]
fn rows_with_a_missing_cell_are_counted() -> Result<()> {
    let mut frame = Frame::new([Column::text("nation"), Column::real("gain")])?;
    frame.push(["JPN".into(), 10.0.into()])?;
    frame.push(["KOR".into(), Cell::Missing])?;
    frame.push([Cell::Missing, 3.0.into()])?;
    let svg = Figure::bars(&frame, "nation", "gain").captioned("n = 3.").svg()?;
    assert!(svg.contains("n = 3. 2 rows with a missing cell are left out."), "{svg}");
    assert!(!svg.contains("KOR"));
    Ok(())
}

#[test]
fn what_a_figure_cannot_draw_is_named() -> Result<()> {
    let mut frame = Frame::new([Column::text("a"), Column::text("b"), Column::real("x"), Column::real("y")])?;
    frame.push(["JPN".into(), "KOR".into(), 2.0.into(), 1.0.into()])?;
    frame.push(["JPN".into(), "KOR".into(), 1e301.into(), 1e301.into()])?;
    let said = |figure: Figure| figure.svg().unwrap_err().to_string();
    assert!(said(Figure::lines(&frame, "z", "x")).contains("unknown column \"z\"; known: a b x y"));
    assert!(said(Figure::bars(&frame, "a", "b")).contains("kind is text, allowed: integer or real"));
    assert!(said(Figure::bars(&frame, "a", "x")).contains("−1e300..1e300"));
    let mut frame = Frame::new([Column::text("a"), Column::text("b"), Column::real("x"), Column::real("y")])?;
    frame.push(["JPN".into(), "KOR".into(), 2.0.into(), 1.0.into()])?;
    frame.push(["JPN".into(), "KOR".into(), 2.0.into(), 3.0.into()])?;
    assert!(
        said(Figure::forest(&frame, "a", "x").interval("x", "y"))
            .contains("2..1, allowed: a lower end first")
    );
    assert!(said(Figure::heat_map(&frame, "a", "b", "x")).contains("JPN, KOR twice"));
    frame.push(["JPN".into(), "CHN".into(), 2.0.into(), 3.0.into()])?;
    let map = Figure::network(&frame, "a", "b").distances(&frame, "a", "b", "x");
    assert!(matches!(map.svg(), Err(Error::Undefined { .. })), "no distance of KOR and CHN");
    Ok(())
}

/// A matrix whose first row leaves out its diagonal has its diagonal all the same.
#[test]
fn names_stand_in_one_order_down_and_across() -> Result<()> {
    let mut frame = Frame::new([Column::text("of"), Column::text("by"), Column::real("loss")])?;
    for (of, by) in [("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "A"), ("C", "B")] {
        frame.push([of.into(), by.into(), 1.0.into()])?;
    }
    let svg = Figure::heat_map(&frame, "of", "by", "loss").svg()?;
    let read = parse(&svg);
    let mut heads: Vec<(f64, &str)> = elements(&read, "text")
        .filter(|text| text.attribute("text-anchor") == Some("middle") && text.text() != Some("1.00"))
        .map(|text| (text.attribute("x").unwrap().parse().unwrap(), text.text().unwrap()))
        .collect();
    heads.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(heads.iter().map(|head| head.1).collect::<Vec<_>>(), ["A", "B", "C"]);
    Ok(())
}

/// Names that figures share can be picked out; a coalition of them cannot, for its members can.
#[test]
fn shared_names_can_be_picked_out() -> Result<()> {
    let mut frame = Frame::new([Column::text("who"), Column::text("with"), Column::real("gain")])?;
    for (who, with) in [("JPN", "JPN KOR"), ("KOR", "JPN KOR"), ("<USA>", "alone")] {
        frame.push([who.into(), with.into(), 1.0.into()])?;
    }
    let figure = Figure::bars(&frame, "who", "gain");
    let buttons = |page: Page| -> Result<Vec<String>> {
        let html = page.html()?;
        Ok(html.split("<button ").skip(1).map(|b| b.split('"').nth(3).unwrap().to_owned()).collect())
    };
    assert!(buttons(Page::new("", "").figure(figure.clone()))?.is_empty(), "one figure shares with none");
    let both = buttons(Page::new("", "").figure(figure.clone()).figure(figure))?;
    assert_eq!(both, ["&lt;USA&gt;", "JPN", "KOR", "alone"]);
    Ok(())
}

/// Three towns on a road lie on the map as they lie on the road: the distances decide, not the order of rows.
#[test]
fn nodes_lie_by_their_distances() -> Result<()> {
    let mut far = Frame::new([Column::text("from"), Column::text("to"), Column::real("km")])?;
    for (from, to, km) in [("A", "B", 1.0), ("A", "C", 3.0), ("B", "C", 2.0)] {
        far.push([from.into(), to.into(), km.into()])?;
    }
    let svg = Figure::network(&far, "from", "to").distances(&far, "from", "to", "km").svg()?;
    let read = parse(&svg);
    let at = |name: &str| -> f64 {
        let label = elements(&read, "text").find(|node| node.text() == Some(name)).unwrap();
        label.attribute("x").unwrap().parse().unwrap()
    };
    let (a, b, c) = (at("A"), at("B"), at("C"));
    assert!(a > b && b > c, "the first to the right: {a} {b} {c}");
    assert!(((a - b) / (a - c) - 1.0 / 3.0).abs() < 0.01, "{a} {b} {c}");
    Ok(())
}
