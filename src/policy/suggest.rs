//! "Did you mean": the nearest of the names that would have been accepted.

use crate::text::Text;

/// Above this many names, a list helps nobody.
const LISTED: usize = 12;
/// A name longer than this, in bytes, is no slip of the pen; comparing it would cost its square.
const LONGEST: usize = 100;

/// The candidate nearest to `name`, when one is near: at most a third of the letters differ.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            *distance < name.chars().count()
                && *distance * 3 <= name.chars().count().max(candidate.chars().count()).max(3)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A help text that names the nearest candidate, or all of them when they are few.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(found) = nearest(name, candidates.iter().copied()) {
        return Some(Text::new(
            format!("did you mean `{found}`?"),
            format!("vouliez-vous dire `{found}` ?"),
        ));
    }
    if candidates.is_empty() || candidates.len() > LISTED {
        return None;
    }
    let list = candidates
        .iter()
        .map(|candidate| format!("`{candidate}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Some(Text::new(
        format!("known here: {list}"),
        format!("connus ici : {list}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = ["encrypted-at-rest", "customer-key", "zones", "public"];
        // (written, suggested)
        let cases = [
            ("encryptd-at-rest", Some("encrypted-at-rest")),
            ("customer_key", Some("customer-key")),
            ("Zones", Some("zones")),
            ("pubilc", Some("public")),
            ("retention", None),
            ("", None),
            ("z", None),
        ];
        for (written, suggested) in cases {
            assert_eq!(nearest(written, names), suggested, "{written}");
        }
    }
}
