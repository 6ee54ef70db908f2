//! The worker against a real broker, as its users run it: the binary, its settings, its signals, its topics.
//!
//! `tests/kafka/broker` brings the broker; see `tests/support`. What kills workers and restarts brokers is in
//! `tests/faults.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test program: what goes wrong fails the test"
)]

mod bad_input;
mod bench;
mod delivery;
mod group;
mod refusal;
mod replay;
mod size;
#[path = "../support/mod.rs"]
mod support;
