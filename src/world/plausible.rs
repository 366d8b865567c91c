//! Plausibility of a world's figures: slips of unit that every range lets pass.

use super::World;
use serde::Serialize;
use std::fmt;

/// A figure that is allowed and implausible, as after a slip of unit.
///
/// ```
/// use comity::world::World;
/// assert!(World::northeast_asia_2002().warnings().iter().all(|w| w.who == "nation PRK"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warning {
    /// The nation or the pair.
    pub who: String,
    /// The figure.
    pub what: String,
    /// Its value.
    pub value: f64,
    /// The usual range.
    pub usual: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if (1e-3..1e7).contains(&self.value.abs()) || self.value == 0.0 {
            format!("{:.4}", self.value).trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            format!("{:.3e}", self.value)
        };
        write!(f, "{}: {} is {value}, usual: {}", self.who, self.what, self.usual)
    }
}

impl World {
    /// Figures that are allowed and implausible: GDP per head, military burden, exports against GDP, domestic sales,
    /// distances, populations. Empty where nothing is.
    ///
    /// # Complexity
    /// O(n²).
    ///
    /// ```
    /// use comity::world::World;
    /// let mut data = World::northeast_asia_2002().to_data();
    /// data.nations[1].gdp *= 1000.0; // million, not billion
    /// let warnings = World::new(data)?.warnings();
    /// assert!(warnings[0].to_string().starts_with("nation JPN: GDP per head, USD is 3.332e7, usual: "));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn warnings(&self) -> Vec<Warning> {
        let mut found = Vec::new();
        let mut check =
            |who: &dyn Fn() -> String, what: &str, value: f64, low: f64, high: f64, usual: &str| {
                if !(low..=high).contains(&value) {
                    found.push(Warning { who: who(), what: what.into(), value, usual: usual.into() });
                }
            };
        for (i, nation) in self.nations().iter().enumerate() {
            let who = || format!("nation {}", nation.code);
            let gdp = nation.gdp;
            check(&who, "population, persons", nation.population, 1e4, 2e9, "10,000 to 2 billion");
            let head = 1e9 * gdp / nation.population;
            check(&who, "GDP per head, USD", head, 50.0, 3e5, "50 to 300,000 (GDP in USD bn)");
            let burden = nation.military_expenditure / gdp;
            check(
                &who,
                "military burden, share of GDP",
                burden,
                5e-4,
                0.15,
                "0.0005 to 0.15 (spending in USD bn)",
            );
            let exports: f64 = self.trade().row(i).sum() - self.trade()[(i, i)];
            check(&who, "exports, share of GDP", exports / gdp, 1e-3, 2.5, "0.001 to 2.5 (trade in USD bn)");
            let sales = self.trade().row(i).sum() / gdp;
            check(
                &who,
                "all sales, share of GDP",
                sales,
                0.5,
                3.0,
                "0.5 to 3 (domestic sales on the diagonal)",
            );
            for j in i + 1..self.len() {
                let pair = || format!("pair {} {}", nation.code, self.nations()[j].code);
                check(&pair, "distance, km", self.distance()[(i, j)], 5.0, 20_038.0, "5 to 20,038");
            }
        }
        found
    }
}
