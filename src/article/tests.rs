//! The decoder as a whole.
