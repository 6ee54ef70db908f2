//! The article decoder against arbitrary bytes: no panic, no hang, the same answer twice.
//!
//! The first line of the input is the `content-type` header, the rest the payload; an input of one line has no header.
#![no_main]

use demarche::article::{DecodeOptions, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (header, payload) = match end.and_then(|end| input.split_at_checked(end)) {
        Some((header, payload)) => (std::str::from_utf8(header).ok(), &payload[1..]),
        None => (None, input),
    };
    let options = DecodeOptions::default();
    assert_eq!(decode(payload, header, &options), decode(payload, header, &options));
});
