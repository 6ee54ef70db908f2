//! What the worker tells about itself: metrics, health, logs and traces, and the HTTP server that shows them.
//!
//! Nothing here reads an article: texts never reach a log, a label or a span.

pub mod health;
pub mod http;
pub mod logging;
pub mod metrics;
pub mod trace;

pub use self::{health::Health, metrics::Metrics};
