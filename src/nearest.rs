//! The nearest of the names that are known: what somebody who wrote another one may have meant.

/// Bytes beyond which a name is like no other.
const LONGEST: usize = 100;

/// The known name at the least edit distance (Levenshtein 1966), the first of several.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known = known.into_iter().filter(|_| name.len() <= LONGEST);
    known.min_by_key(|other| distance(name, other))
}

/// A message of serde about an unknown name, with the nearest of those that it lists and of `others`, which are known
/// as well; any other as it is.
pub(crate) fn with_nearest(message: &str, others: &[&str]) -> String {
    let named = |text: &'static str| message.rfind(text).map(|at| &message[at + text.len()..]);
    let Some(found) = named("unknown field `").or_else(|| named("unknown variant `")) else {
        return message.to_owned();
    };
    // What was found may hold backticks itself: the list begins after the last mark of its kind.
    let Some((name, expected)) = found.split_once("`, expected ") else { return message.to_owned() };
    let known = expected.lines().next().unwrap_or_default().split('`').skip(1).step_by(2);
    let listed: String = others.iter().map(|other| format!(", `{other}`")).collect();
    match nearest(name, known.chain(others.iter().copied())) {
        Some(known) => format!("{message}{listed}\ndid you mean `{known}`?"),
        None => message.to_owned(),
    }
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = substituted.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
