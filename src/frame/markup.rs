//! Tables for papers and pages of text: LaTeX and Markdown.

use super::{Frame, Kind};

impl Frame {
    /// The table as a LaTeX `tabular`, numbers to the right, printed as by `Display`; every sign is escaped. It needs no package.
    ///
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut gains = Frame::new([Column::text("who"), Column::real("gain").unit("%").decimals(1)])?;
    /// gains.push(["R&D".into(), (-0.25).into()])?;
    /// let lines = ["\\begin{tabular}{lr}", "\\hline", r"who & gain (\%) \\", "\\hline", r"R\&D & $-$0.2 \\", "\\hline", "\\end{tabular}\n"];
    /// assert_eq!(gains.latex(), lines.join("\n"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn latex(&self) -> String {
        let columns: String =
            self.columns.iter().map(|c| if c.kind() == Kind::Text { 'l' } else { 'r' }).collect();
        let mut out = format!("\\begin{{tabular}}{{{columns}}}\n\\hline\n");
        for (row, cells) in self.lines().into_iter().enumerate() {
            let cells: Vec<String> = cells
                .into_iter()
                .map(|(kind, text)| match text.strip_prefix('-') {
                    Some(size) if row > 0 && kind != Kind::Text => format!("$-${}", latex(size)),
                    _ => latex(&text),
                })
                .collect();
            out += &cells.join(" & ");
            out += if row == 0 { " \\\\\n\\hline\n" } else { " \\\\\n" };
        }
        out + "\\hline\n\\end{tabular}\n"
    }

    /// The table in Markdown (GitHub's), numbers to the right, printed as by `Display`; every sign that means something there is
    /// escaped.
    ///
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut gains = Frame::new([Column::text("who"), Column::real("gain").unit("bp").decimals(1)])?;
    /// gains.push(["a|b".into(), (-0.25).into()])?;
    /// assert_eq!(gains.markdown(), "| who | gain (bp) |\n| --- | ---: |\n| a\\|b | -0.2 |\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for (row, cells) in self.lines().into_iter().enumerate() {
            for (_, text) in &cells {
                out += "| ";
                for c in text.chars() {
                    if matches!(c, '\\' | '|' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '&' | '~' | '#') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push(' ');
            }
            out += "|\n";
            if row == 0 {
                for (kind, _) in &cells {
                    out += if *kind == Kind::Text { "| --- " } else { "| ---: " };
                }
                out += "|\n";
            }
        }
        out
    }

    /// Titles, then the cells of each row, as printed.
    fn lines(&self) -> Vec<Vec<(Kind, String)>> {
        let mut columns: Vec<_> =
            (0..self.columns.len()).map(|k| (self.columns[k].kind(), self.printed(k).into_iter())).collect();
        (0..=self.rows)
            .map(|_| {
                columns.iter_mut().map(|(kind, texts)| (*kind, texts.next().unwrap_or_default())).collect()
            })
            .collect()
    }
}

fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\''"),
            c => out.push(c),
        }
    }
    out
}
