//! Placeholder until the first extractor lands.
