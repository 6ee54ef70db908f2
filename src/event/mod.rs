//! The event record.

/// One coded act.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Event {
    /// Stable id, computed from content.
    pub id: String,
    /// The same for reports of the same act in other articles; the record's key.
    pub story: String,
}
