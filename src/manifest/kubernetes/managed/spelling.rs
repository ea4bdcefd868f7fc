//! From names of settings to names of attributes.

use std::sync::Arc;

use crate::policy::definition::{NameStyle, Translation};

/// The name of the attribute that a setting becomes.
pub(super) fn spelled(translation: &Translation, name: &str) -> Arc<str> {
    if let Some(known) = translation.spelled.get(name) {
        return known.as_str().into();
    }
    match translation.names {
        NameStyle::SnakeCase => snake_case(name).into(),
        NameStyle::Capitalised => capitalised(name).into(),
        NameStyle::AsWritten => name.into(),
    }
}

/// `kmsKeyId` and `kmsKeyID` become `kms_key_id`: a capital begins a word, and a run of capitals is one word, but
/// for the last of them when a small letter follows.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before: Option<char> = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || letters.peek().is_some_and(char::is_ascii_lowercase)
            });
        if begins && before != Some('_') {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        before = Some(letter);
    }
    snake
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => {
            let mut capitalised = String::with_capacity(name.len());
            capitalised.push(first.to_ascii_uppercase());
            capitalised.push_str(letters.as_str());
            capitalised
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{capitalised, snake_case};

    #[test]
    fn words_begin_at_capitals() {
        for (name, snake, capital) in [
            ("kmsKeyId", "kms_key_id", "KmsKeyId"),
            ("kmsKeyID", "kms_key_id", "KmsKeyID"),
            ("ipv6CidrBlock", "ipv6_cidr_block", "Ipv6CidrBlock"),
            ("s3BucketName", "s3_bucket_name", "S3BucketName"),
            ("multiAZ", "multi_az", "MultiAZ"),
            ("dbIAMRole", "db_iam_role", "DbIAMRole"),
            ("name", "name", "Name"),
            ("already_snake", "already_snake", "Already_snake"),
            ("Été", "Été", "Été"),
            ("", "", ""),
        ] {
            assert_eq!(snake_case(name), snake, "{name}");
            assert_eq!(capitalised(name), capital, "{name}");
        }
    }
}
