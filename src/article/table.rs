//! The one table of where each shape of article keeps each field.
//!
//! Sources: IPTC ninjs 1.0 to 3.3, Superdesk's ninjs, and the documented output of news-please, newspaper3k,
//! trafilatura, webz.io, NewsAPI.org, Event Registry, mediastack, newsdata.io, Finlight, Diffbot, GDELT (DOC 2, GKG 2),
//! CC-News, NGEC, JSON Feed and schema.org. NewsML-G2 and HTML pages are brought to the same names first.
//!
//! Of a field's paths the first that holds something wins. A path is read as `fields::find` says; names match without
//! regard to case, so that `pubStatus` is `pubstatus`.

/// A field of an article, as feeds name it in many ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// The feed's id.
    Id,
    /// Web address.
    Url,
    /// Headline.
    Title,
    /// Time of publication.
    Published,
    /// Publisher.
    Source,
    /// Language.
    Language,
    /// End of the embargo.
    Embargo,
    /// What medium it is.
    Kind,
    /// The publisher's state of it.
    Status,
}

/// Field by field, the paths to it.
pub(super) const PATHS: [(Field, &[&str]); 9] = [
    (
        Field::Id,
        &[
            "uri",
            "guid",
            "uuid",
            "article_id",
            "id",
            "story_id",
            "GKGRECORDID",
            "diffbotUri",
            "_id.$oid",
            "_id",
            "identifier",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "link",
            "canonical_link",
            "canonicalUrl",
            "pageUrl",
            "source",
            "DocumentIdentifier",
            "altids[role=web].value",
            "altids",
            "uri",
            "guid",
            "id",
        ],
    ),
    (
        Field::Title,
        &["headline", "headlines[role=main].value", "headlines[].value", "title", "title_full", "thread.title", "name"],
    ),
    (
        Field::Published,
        &[
            "firstCreated",
            "firstPublished",
            "publishedAt",
            "published_at",
            "date_publish",
            "publish_date",
            "published",
            "dateTimePub",
            "dateTime",
            "publishDate",
            "pubDate",
            "pub_date",
            "datePublished",
            "date_published",
            "date",
            "estimatedDate",
            "seendate",
            "contentCreated",
            "versionCreated",
            "createdAt",
            "created",
            "crawled",
        ],
    ),
    (
        Field::Source,
        &[
            "infoSources[].name",
            "infoSource[].name",
            "source.name",
            "source.title",
            "source",
            "source_name",
            "meta_site_name",
            "siteName",
            "thread.site",
            "source_domain",
            "source-hostname",
            "domain",
            "hostname",
            "publisher",
            "SourceCommonName",
            "source_id",
            "provider",
            "copyrightholder",
        ],
    ),
    (Field::Language, &["language", "lang", "meta_lang", "humanLanguage", "inLanguage", "thread.language"]),
    (Field::Embargo, &["embargoedUntil", "embargoed", "embargo", "publish_embargo"]),
    (Field::Kind, &["type", "mimetype", "contenttype", "dataType"]),
    (Field::Status, &["pubstatus"]),
];

/// How the body of a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Text: taken as it is.
    Plain,
    /// HTML.
    Html,
    /// Text or HTML: told from its look.
    Unknown,
}

/// Paths to the body, text before markup, whole before short.
pub(super) const BODIES: [(&str, Writing); 25] = [
    ("bodies[role=main,contenttype=text/plain].value", Writing::Plain),
    ("body_text", Writing::Plain),
    ("bodies[role=main,contenttype=text/html].value", Writing::Html),
    ("bodies[role=main,contenttype=application/xhtml+xml].value", Writing::Html),
    ("bodies[role=main].value", Writing::Unknown),
    ("bodies[contenttype=text/plain].value", Writing::Plain),
    ("bodies[contenttype=text/html].value", Writing::Html),
    ("bodies[].value", Writing::Unknown),
    ("maintext", Writing::Unknown),
    ("text", Writing::Unknown),
    ("body", Writing::Unknown),
    ("content", Writing::Unknown),
    ("content_text", Writing::Plain),
    ("articleBody", Writing::Unknown),
    ("event_text", Writing::Unknown),
    ("body_xhtml", Writing::Html),
    ("body_html", Writing::Html),
    ("content_html", Writing::Html),
    ("html", Writing::Html),
    ("raw_text", Writing::Unknown),
    // Feeds without a body: mediastack always, newsdata.io and NewsAPI.org by plan.
    ("description_text", Writing::Plain),
    ("description", Writing::Unknown),
    ("descriptions[].value", Writing::Unknown),
    ("summary", Writing::Unknown),
    ("excerpt", Writing::Unknown),
];

/// Values by which exporters say that they have none (Python's `None` and `NaN`, pandas' `NaT`, R's `NA`).
pub(super) const NOTHING: [&str; 7] = ["none", "null", "nan", "nat", "na", "n/a", "undefined"];

/// What newsdata.io puts where a plan does not include the body.
pub(super) const PLACEHOLDERS: [&str; 3] = [
    "ONLY AVAILABLE IN PAID PLANS",
    "ONLY AVAILABLE IN PROFESSIONAL AND CORPORATE PLANS",
    "ONLY AVAILABLE IN CORPORATE PLANS",
];

/// Media that are no text: ninjs' and Superdesk's `type`, NewsML-G2's `ninat:` names, the first half of MIME types.
/// A word that stands in no list (`article`, `news`, `blog`) is a text.
pub(super) const NOT_TEXT: [&str; 15] = [
    "animated",
    "animation",
    "audio",
    "component",
    "composite",
    "event",
    "graphic",
    "highlight_pack",
    "icon",
    "image",
    "photo",
    "picture",
    "planning",
    "video",
    "data",
];

/// States of an item that its publisher has taken back: ninjs' `pubstatus`, NewsML-G2's `stat:` names.
pub(super) const WITHDRAWN: [&str; 5] = ["canceled", "cancelled", "killed", "recalled", "withheld"];
