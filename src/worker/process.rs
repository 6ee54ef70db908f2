//! One record from bytes to outcome. Pure: no clock, no network, no log.

use jiff::Timestamp;

use super::record::RawRecord;
use crate::{
    article::{self, Article, DecodeOptions},
    engine::OverBudget,
    event::Event,
    outcome::{DeadLetter, DeadLetterReason, Outcome, Refusal, SkipReason},
};

/// The language engine, passed in so that a test can replace it.
pub type Extract = dyn Fn(&Article) -> Result<Vec<Event>, OverBudget> + Send + Sync;

/// Reads the article of a record. `skip_embargo_at` is the present moment, where articles under embargo are skipped.
///
/// # Errors
///
/// [`Refusal`]: final, since the same bytes always fail alike.
pub fn read(
    record: &RawRecord,
    options: &DecodeOptions,
    skip_embargo_at: Option<Timestamp>,
) -> Result<Article, Refusal> {
    let Some(payload) = &record.payload else {
        return Err(Refusal::Skip(SkipReason::Tombstone));
    };
    if record.headers_unreadable {
        let detail = "the name of a header is not UTF-8";
        return Err(DeadLetter::new(DeadLetterReason::InvalidHeader, detail).into());
    }
    let article = article::decode(payload, record.header("content-type"), options)?;
    match (skip_embargo_at, article.embargoed_until) {
        (Some(now), Some(until)) if now < until => Err(Refusal::Skip(SkipReason::Embargoed)),
        _ => Ok(article),
    }
}

/// Codes an article.
pub fn code(article: &Article, extract: impl Fn(&Article) -> Result<Vec<Event>, OverBudget>) -> Outcome {
    match extract(article) {
        Err(error) => Outcome::DeadLetter(DeadLetter::new(DeadLetterReason::OverBudget, error.to_string())),
        Ok(events) if events.is_empty() => Outcome::Skip(SkipReason::NoEvent),
        Ok(events) => Outcome::Publish(events),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(payload: Option<&[u8]>) -> RawRecord {
        RawRecord { payload: payload.map(<[u8]>::to_vec), ..RawRecord::default() }
    }

    #[test]
    fn a_tombstone_is_skipped_and_an_empty_value_is_a_dead_letter() {
        let options = DecodeOptions::default();
        assert_eq!(read(&record(None), &options, None), Err(Refusal::Skip(SkipReason::Tombstone)));
        let refusal = read(&record(Some(b"")), &options, None);
        assert!(
            matches!(&refusal, Err(Refusal::DeadLetter(letter)) if letter.reason == DeadLetterReason::EmptyPayload),
            "{refusal:?}"
        );
    }

    #[test]
    fn a_record_whose_headers_cannot_be_read_is_a_dead_letter() {
        let record = RawRecord { headers_unreadable: true, ..record(Some(b"Ministers met.")) };
        let refusal = read(&record, &DecodeOptions::default(), None);
        assert!(
            matches!(&refusal, Err(Refusal::DeadLetter(letter)) if letter.reason == DeadLetterReason::InvalidHeader),
            "{refusal:?}"
        );
    }

    #[test]
    fn an_embargo_is_skipped_only_when_asked_and_not_over() {
        let payload = br#"{"uri":"n1","type":"text","headline":"Ministers meet","body_text":"The ministers met in Vienna on Monday.","embargoed":"2026-01-02T00:00:00Z"}"#;
        let (before, after): (Timestamp, Timestamp) =
            ("2026-01-01T00:00:00Z".parse().unwrap(), "2026-01-03T00:00:00Z".parse().unwrap());
        let options = DecodeOptions::default();
        let skipped = Err(Refusal::Skip(SkipReason::Embargoed));
        assert_eq!(read(&record(Some(payload)), &options, Some(before)), skipped);
        assert!(read(&record(Some(payload)), &options, Some(after)).is_ok());
        assert!(read(&record(Some(payload)), &options, None).is_ok());
    }

    #[test]
    fn an_article_over_the_budget_is_a_dead_letter_and_one_without_events_is_skipped() {
        let article = read(&record(Some(b"A quiet day in Bern.")), &DecodeOptions::default(), None).unwrap();
        let over: &Extract = &|_| Err(OverBudget { words: 9, limit: 5 });
        assert!(
            matches!(code(&article, over), Outcome::DeadLetter(letter) if letter.reason == DeadLetterReason::OverBudget)
        );
        let none: &Extract = &|_| Ok(Vec::new());
        assert_eq!(code(&article, none), Outcome::Skip(SkipReason::NoEvent));
    }
}
