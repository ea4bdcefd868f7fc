//! Fingerprints: what makes two findings of two runs the same.

use sha2::{Digest, Sha256};

/// The fingerprint of a defect: a SHA-256, cut to 32 hexadecimal digits, over the rule, the root,
/// the environment, the address and the attribute that fails, each closed by a zero byte. Lines,
/// file names and the order of blocks do not enter it.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut digits = String::with_capacity(32);
    for byte in &hasher.finalize()[..16] {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(half.into(), 16));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["a"]).len(), 32);
    }
}
