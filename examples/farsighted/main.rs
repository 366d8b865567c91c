//! Coalitions that look ahead.
//!
//! First the three-country geoengineering study of Heyen & Lehtomaa (2021), from its parameters to every number that it
//! publishes; then the same questions of Northeast Asia: largest consistent set, farsighted stable sets, processes of coalition
//! formation with patient nations, and bargaining.
//!
//! `cargo run --release --example farsighted [geoengineering | region]`

mod geoengineering;
mod region;

fn main() -> comity::Result<()> {
    let which = std::env::args().nth(1);
    let wanted = match which.as_deref() {
        None => ["geoengineering", "region"].as_slice(),
        Some(part @ ("geoengineering" | "region")) => &[part],
        Some(other) => return Err(comity::Error::unknown("part", other, ["geoengineering", "region"])),
    };
    if wanted.contains(&"geoengineering") {
        for experiment in geoengineering::experiments() {
            println!("{}\n", experiment.replicate()?);
        }
    }
    if wanted.contains(&"region") {
        region::print()?;
    }
    Ok(())
}
