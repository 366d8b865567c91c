//! Which columns of a table a figure draws, and as what.

use crate::frame::Frame;

/// A table, the parts that its columns play, and what is said of it.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    pub frame: Frame,
    /// Position, label, row or source.
    pub first: String,
    /// Value, column or target.
    pub second: String,
    /// Value of a heat map.
    pub third: Option<String>,
    /// Series.
    pub by: Option<String>,
    /// Ends of intervals.
    pub interval: Option<(String, String)>,
    /// Whether values are on a signed logarithmic axis.
    pub logarithmic: bool,
    /// Pairs and distances that place the nodes of a network.
    pub distances: Option<(Frame, [String; 3])>,
}

impl Roles {
    /// Name and unit of a column, as an axis is labelled.
    pub fn title(&self, name: &str) -> String {
        let column = self.frame.columns().iter().find(|column| column.name() == name);
        column.map_or_else(|| name.to_owned(), |column| column.title().replace('_', " "))
    }
}
