//! Provenance of numbers: which program, which parameters, which scenario.

use crate::error::{Error, Result};
use crate::model::Parameters;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

/// Provenance of a file of numbers: the version of this crate, the parameters that differ from their
/// defaults, and a hash of the scenario.
///
/// Made by [`Scenario::provenance`](super::Scenario::provenance) and
/// [`Study::provenance`](super::Study::provenance), to stand in every file beside the numbers. The hash is
/// FNV-1a of 128 bits, in hexadecimal digits, of the scenario as compact JSON: it tells scenarios apart,
/// whatever the layout and the comments of their files, and is the same on every platform and in every run.
/// It is no protection against forgery, and does not see a utility or an arms race that the user wrote.
///
/// # Example
/// ```
/// use comity::study::{Provenance, Scenario};
/// let mut scenario = Scenario::northeast_asia_2002();
/// let before: Provenance = scenario.provenance()?;
/// scenario.parameters.cost_exchange = 0.0;
/// let after = scenario.provenance()?;
/// assert_ne!(before, after);
/// let text = after.to_string();
/// assert!(text.starts_with("comity 0.1.0, scenario ") && text.ends_with(", cost_exchange = 0.0"), "{text}");
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// G. Fowler, L. C. Noll, K.-P. Vo & D. Eastlake (2025), The FNV non-cryptographic hash algorithm, RFC 9923.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    comity: String,
    scenario: String,
    parameters: BTreeMap<String, Value>,
}

impl Provenance {
    /// Of these figures; `regimes` are whatever regimes the scenario names.
    pub(super) fn of(world: &World, parameters: &Parameters, regimes: &impl Serialize) -> Result<Self> {
        let failed = |e: serde_json::Error| Error::write("scenario as JSON", e);
        let mut hash = Fnv::default();
        serde_json::to_writer(&mut hash, &(world, parameters, regimes)).map_err(failed)?;
        let plain = |parameters: &Parameters| {
            let mut plain = BTreeMap::new();
            serde_json::to_value(parameters).map(|value| flatten(String::new(), value, &mut plain))?;
            Ok(plain)
        };
        let (mut changed, defaults) =
            (plain(parameters).map_err(failed)?, plain(&Parameters::default()).map_err(failed)?);
        changed.retain(|name, value| defaults.get(name) != Some(value));
        Ok(Provenance {
            comity: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: format!("{:032x}", hash.0),
            parameters: changed,
        })
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "comity {}, scenario {}", self.comity, self.scenario)?;
        self.parameters.iter().try_for_each(|(name, value)| write!(f, ", {name} = {value}"))
    }
}

/// Nested fields by dotted name.
fn flatten(name: String, value: Value, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field } else { format!("{name}.{field}") };
                flatten(name, value, into);
            }
        }
        value => {
            into.insert(name, value);
        }
    }
}

/// FNV-1a of 128 bits. The standard library's hashers may change from one release to the next, and the crates
/// of cryptographic hashes are seven more in every user's build; this is ten lines with published test
/// vectors.
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        const PRIME: u128 = (1 << 88) + 0x13b;
        for &byte in bytes {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(PRIME);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let hash = |text: &str| {
            let mut hash = Fnv::default();
            hash.write_all(text.as_bytes()).unwrap();
            hash.0
        };
        assert_eq!(hash("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(hash("ab"), 0x0880_9544_bbab_1be9_5aa0_7330_55b6_9a62);
        assert_eq!(hash("foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
