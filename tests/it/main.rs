//! Tests across rooms, one module per theme. `cargo test --test it networks::` runs one theme.

mod balance_of_power;
mod bargaining;
mod bytes;
mod citations;
mod classic_games;
mod coalition;
mod coalition_structures_example;
mod common;
mod development;
mod deviation;
mod engine;
#[cfg(feature = "equilibrium-search")]
mod equilibrium_search;
mod examples;
mod experiment_designs;
mod experiment_fit;
mod experiment_indices;
mod experiment_patterns;
mod experiment_runs;
mod farsighted;
mod farsighted_geoengineering;
mod formation_rules;
mod formats;
mod frame;
mod game_files;
mod games;
mod hedonic;
mod hedonic_externalities;
mod hostile;
mod landscape;
mod learning;
mod membership;
mod model;
mod model_continuity;
mod model_pieces;
mod model_reference;
mod model_second_form;
mod negotiate_analysis;
mod negotiate_equilibrium;
mod negotiate_faults;
mod negotiate_files;
#[cfg(feature = "import")]
mod negotiate_import;
#[cfg(feature = "import")]
mod negotiate_import_bytes;
#[cfg(feature = "import")]
mod negotiate_import_definitions;
#[cfg(feature = "import")]
mod negotiate_import_negmas;
mod negotiate_protocols;
mod negotiate_session;
mod negotiate_strategies;
mod negotiate_tournament;
mod networks;
mod no_circles;
mod nucleolus;
mod overlaps;
mod parameters;
#[cfg(feature = "parquet")]
mod parquet_files;
mod partition_function;
mod process;
mod provenance;
mod published;
mod published_cores;
mod random_games;
mod recursive_core;
mod repeated;
#[cfg(all(feature = "report", feature = "import"))] // the parser of XML is a dependency of `import`
mod report;
mod scan;
mod scenario_files;
mod self_enforcement;
mod sequential_bargaining;
mod serialized;
mod serialized_answers;
mod simulate;
mod simulate_learning;
mod simulate_oracles;
mod solve_example;
mod states;
mod stream;
mod structure;
mod study;
mod study_accession;
mod study_formation;
mod study_networks;
mod study_structures;
mod symmetric;
mod total;
mod trade;
mod treaty_example;
mod values;
mod voting;
mod world_files;
