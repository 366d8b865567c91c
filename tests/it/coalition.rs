//! Coalitions, structures and graphs: counts, ranks, text, bad input.

use comity::coalition::{Coalition, Graph, Partition, bell, stirling2};

#[test]
fn bell_numbers_of_oeis_a000110() {
    let known = [1, 1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115_975, 678_570, 4_213_597, 27_644_437];
    for (n, &b) in known.iter().enumerate() {
        assert_eq!(bell(n), Some(b));
    }
    assert_eq!(stirling2(10, 4), Some(34_105));
    assert_eq!(stirling2(0, 0), Some(1));
    assert_eq!(stirling2(3, 0), Some(0));
    assert_eq!(bell(200), None);
    assert_eq!(bell(usize::MAX), None);
    assert_eq!(stirling2(usize::MAX, usize::MAX), None);
}

#[test]
fn subsets_by_size_are_all_subsets() {
    let within = Coalition::from_mask(0b1011_0110);
    let mut by_size: Vec<Coalition> = (0..=within.len()).flat_map(|k| within.subsets_of_size(k)).collect();
    assert!(within.subsets_of_size(2).all(|s| s.len() == 2));
    by_size.sort();
    assert_eq!(by_size, within.subsets().collect::<Vec<_>>());
    assert_eq!(Coalition::grand(63).subsets_of_size(63).count(), 1);
}

#[test]
fn enumeration_ranks_and_unranks() {
    for n in 0..=7 {
        let all: Vec<Partition> = Partition::all(n).collect();
        assert_eq!(all.len() as u128, bell(n).unwrap());
        for (k, p) in all.iter().enumerate() {
            assert_eq!(p.rank(), Some(k as u128));
            assert_eq!(Partition::unrank(n, k as u128).as_ref(), Some(p));
            assert_eq!(&Partition::new(n, p.blocs().iter().rev().copied()).unwrap(), p);
        }
        let mut distinct = all.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(Partition::unrank(n, all.len() as u128), None);
    }
}

#[test]
fn bad_blocs_are_errors() {
    let c = Coalition::from_mask;
    for blocs in [vec![c(0)], vec![c(3), c(2)], vec![c(1)], vec![c(1), c(8)]] {
        assert!(Partition::new(3, blocs).is_err());
    }
    assert!(serde_json::from_str::<Partition>("[1,1]").is_err());
}

#[test]
fn departures() {
    let p = Partition::grand(4).after_departure(Coalition::from_mask(0b0101));
    assert_eq!(p.to_string(), "{0,2} {1,3}");
    assert_eq!(Partition::one_bloc(4, Coalition::from_mask(6)).unwrap().to_string(), "{0} {1,2} {3}");
}

#[test]
fn numbers_edges_and_text_name_the_same_graph() {
    for n in 0..=4usize {
        for mask in 0..1u64 << (n * n.saturating_sub(1) / 2) {
            let graph = Graph::from_edge_mask(n, mask).unwrap();
            assert_eq!(graph.edge_mask(), Some(mask));
            assert_eq!(graph.edges().count(), mask.count_ones() as usize);
            let text = serde_json::to_string(&graph).unwrap();
            assert_eq!(serde_json::from_str::<Graph>(&text).unwrap(), graph);
        }
    }
    assert!(Graph::from_edge_mask(3, 8).is_err() && Graph::from_edge_mask(12, 0).is_err());
    assert!(Graph::empty(2).unwrap().toggled(0, 2).is_err());
    assert!(serde_json::from_str::<Graph>(r#"{"players":2,"edges":[[0,0]]}"#).is_err());
}

#[test]
fn distances_on_a_line_and_past_its_end() {
    let line = Graph::new(4, [(0, 1), (1, 2)]).unwrap();
    assert_eq!(line.distances(0), [Some(0), Some(1), Some(2), None]);
    assert_eq!(line.isolating(1).edges().count(), 0);
    assert_eq!(line.distances(9), [None; 4]);
    assert_eq!(line.to_string(), "0–1 1–2");
}
