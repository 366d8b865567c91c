//! What must be an error, and what its message must say.

use comity::Error;

/// The message of what must be an error; it must hold every one of `fragments`.
#[track_caller]
pub fn assert_names<T>(result: Result<T, Error>, fragments: &[&str]) {
    let message = result.err().expect("an error").to_string();
    for fragment in fragments {
        assert!(message.contains(fragment), "no {fragment:?} in: {message}");
    }
}
