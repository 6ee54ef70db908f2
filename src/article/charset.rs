//! Bytes to text: UTF-8, UTF-16 where a byte order mark says so, and whatever charset the header names.
//!
//! A charset that only the payload itself names (XML's `encoding`, HTML's `<meta charset>`) is not followed: a broker's
//! record is UTF-8 unless its header tells otherwise, and a guess would turn broken bytes into wrong letters.

use std::borrow::Cow;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8};

use crate::outcome::{DeadLetter, DeadLetterReason};

/// Decodes `payload`; `label` is the header's `charset`, as the WHATWG Encoding Standard names them. A byte order mark
/// wins over the label and is not part of the text. Borrows where the payload is UTF-8 already.
pub(super) fn read<'a>(payload: &'a [u8], label: Option<&str>) -> Result<Cow<'a, str>, DeadLetter> {
    let (encoding, bytes) = match Encoding::for_bom(payload) {
        Some((encoding, length)) => (encoding, payload.get(length..).unwrap_or_default()),
        None => (named(label)?, payload),
    };
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| broken_utf8(&error));
    }
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        DeadLetter::new(DeadLetterReason::BrokenEncoding, format!("the bytes are not {}", encoding.name()))
    })
}

fn named(label: Option<&str>) -> Result<&'static Encoding, DeadLetter> {
    let Some(label) = label else { return Ok(UTF_8) };
    // The standard maps a few dangerous charsets to `replacement`, which decodes nothing.
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT).ok_or_else(|| {
        let label: String = label.chars().take(40).collect();
        DeadLetter::new(DeadLetterReason::UnknownCharset, format!("content-type names charset `{label}`"))
    })
}

fn broken_utf8(error: &std::str::Utf8Error) -> DeadLetter {
    let detail = format!("not UTF-8 from byte {} on, and content-type names no other charset", error.valid_up_to());
    DeadLetter::new(DeadLetterReason::BrokenEncoding, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text_by_mark_then_label_then_utf8() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            ("Élysée".as_bytes(), None, "Élysée"),
            (b"\xEF\xBB\xBFBern", None, "Bern"),
            (b"\xEF\xBB\xBFBern", Some("iso-8859-1"), "Bern"),
            (b"\xFF\xFEB\0e\0r\0n\0", None, "Bern"),
            (b"\xFE\xFF\0B\0e\0r\0n", None, "Bern"),
            (b"\xC9lys\xE9e", Some("ISO-8859-1"), "Élysée"),
            (b"\x93talks\x94", Some("windows-1252"), "“talks”"),
            (b"\xCC\xEE\xF1\xEA\xE2\xE0", Some("windows-1251"), "Москва"),
            ("Élysée".as_bytes(), Some("UTF-8"), "Élysée"),
            (b"", None, ""),
        ];
        for (bytes, label, expected) in cases {
            assert_eq!(read(bytes, *label).as_deref(), Ok(*expected), "{bytes:?} as {label:?}");
        }
    }

    #[test]
    fn broken_bytes_and_unknown_charsets_are_dead_letters() {
        let cases: &[(&[u8], Option<&str>, DeadLetterReason)] = &[
            (b"\xC9lys\xE9e", None, DeadLetterReason::BrokenEncoding),
            (b"\xFF\xFEB\0e", None, DeadLetterReason::BrokenEncoding),
            (b"\xFF", Some("shift_jis"), DeadLetterReason::BrokenEncoding),
            (b"Bern", Some("klingon-8"), DeadLetterReason::UnknownCharset),
            (b"Bern", Some("iso-2022-kr"), DeadLetterReason::UnknownCharset),
        ];
        for (bytes, label, expected) in cases {
            assert_eq!(read(bytes, *label).map_err(|letter| letter.reason), Err(*expected), "{bytes:?} as {label:?}");
        }
    }
}
