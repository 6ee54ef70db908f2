//! Numbers, texts and tables to bytes and back: little endian, lengths first.

/// The bytes end early or say what cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Writes a model's parts.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    pub(crate) bytes: Vec<u8>,
}

impl Encoder {
    pub(crate) fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A length; 2^32 and above become 2^32 - 1, which no reader accepts.
    pub(crate) fn length(&mut self, value: usize) {
        self.u32(u32::try_from(value).unwrap_or(u32::MAX));
    }

    pub(crate) fn blob(&mut self, value: &[u8]) {
        self.length(value.len());
        self.bytes.extend(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.blob(value.as_bytes());
    }

    pub(crate) fn u32s(&mut self, values: &[u32]) {
        self.length(values.len());
        values.iter().for_each(|value| self.u32(*value));
    }

    pub(crate) fn u16s(&mut self, values: &[u16]) {
        self.length(values.len());
        values.iter().for_each(|value| self.u16(*value));
    }

    pub(crate) fn bytes(&mut self, values: &[i8]) {
        self.length(values.len());
        self.bytes.extend(values.iter().map(|value| value.cast_unsigned()));
    }

    pub(crate) fn texts(&mut self, values: &[String]) {
        self.length(values.len());
        values.iter().for_each(|value| self.text(value));
    }
}

/// Reads what an [`Encoder`] wrote; never beyond its bytes.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Malformed("it ends early"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed("it ends early"))
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        self.array().map(u8::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn length(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.u32()?).map_err(|_| Malformed("it has a table that is too long"))
    }

    pub(crate) fn blob(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.length()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.blob()?).map_err(|_| Malformed("it has a text that is not UTF-8"))
    }

    pub(crate) fn u32s(&mut self) -> Result<Vec<u32>, Malformed> {
        let length = self.length()?.checked_mul(4).ok_or(Malformed("it has a table that is too long"))?;
        let (numbers, _) = self.take(length)?.as_chunks();
        Ok(numbers.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }

    pub(crate) fn u16s(&mut self) -> Result<Vec<u16>, Malformed> {
        let length = self.length()?.checked_mul(2).ok_or(Malformed("it has a table that is too long"))?;
        let (numbers, _) = self.take(length)?.as_chunks();
        Ok(numbers.iter().map(|number| u16::from_le_bytes(*number)).collect())
    }

    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        let count = self.length()?;
        // Each text has four bytes at least: a false count ends before memory does.
        (0..count).map(|_| self.text().map(str::to_owned)).collect()
    }

    /// # Errors
    ///
    /// Bytes that are left over.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed("it has bytes that nothing reads")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back_and_a_cut_end_is_refused() {
        let mut encoder = Encoder::default();
        encoder.byte(7);
        encoder.u16s(&[1, 2, 65_535]);
        encoder.u32s(&[3, u32::MAX]);
        encoder.texts(&["".to_owned(), "Überlingen".to_owned()]);
        let read = |bytes: &[u8]| {
            let mut decoder = Decoder::new(bytes);
            let found = (decoder.byte()?, decoder.u16s()?, decoder.u32s()?, decoder.texts()?);
            decoder.finish()?;
            Ok(found)
        };
        let expected = (7, vec![1, 2, 65_535], vec![3, u32::MAX], vec![String::new(), "Überlingen".to_owned()]);
        assert_eq!(read(&encoder.bytes), Ok(expected));
        for end in 0..encoder.bytes.len() {
            assert_eq!(read(&encoder.bytes[..end]), Err(Malformed("it ends early")), "cut at {end}");
        }
        encoder.byte(0);
        assert_eq!(read(&encoder.bytes), Err(Malformed("it has bytes that nothing reads")));
    }
}
