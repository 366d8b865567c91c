//! Groups of factors that move as one.

use crate::experiment::factor::Factor;

/// The group of each factor, and the groups' names in the order of their first members.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::experiment) struct Groups {
    pub of: Vec<usize>,
    pub names: Vec<String>,
}

impl Groups {
    pub fn new(factors: &[Factor]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let of = factors
            .iter()
            .map(|factor| {
                let name = factor.group_name();
                names.iter().position(|n| n == name).unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                })
            })
            .collect();
        Groups { of, names }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }
}
