//! The CoNLL-U reader against any text: no panic, and what is read is written and read again the same.
#![no_main]

use demarche::language::syntax::conllu;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(sentences) = conllu::read(text) {
        let written: String = sentences.iter().map(ToString::to_string).collect();
        assert_eq!(conllu::read(&written), Ok(sentences));
    }
});
