//! The functions against the answers of a real OpenTofu.
