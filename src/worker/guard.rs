//! A panic on an article is caught, and its message is kept out of the log: it can quote the text.

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work` on one article.
///
/// # Errors
///
/// The place in the source where it panicked. What `work` shares with others must be sound after a panic: the engine
/// is immutable, and counters are atomic.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    keep_texts_out_of_panics();
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result.map_err(|_| PLACE.with_borrow_mut(Option::take).unwrap_or_else(|| "an unknown place".into()))
}

/// While a thread is inside [`guard`], of a panic only the place is kept.
fn keep_texts_out_of_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                return others(info);
            }
            let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
            PLACE.with_borrow_mut(|last| *last = place);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_known_by_its_place_and_not_by_its_words() {
        let place = guard(|| -> () { panic!("the minister said") }).unwrap_err();
        assert!(place.contains("guard.rs:") && !place.contains("minister"), "{place}");
        assert_eq!(guard(|| 7), Ok(7));
    }
}
