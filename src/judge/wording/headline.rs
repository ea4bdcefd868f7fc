//! The sentences of a finding: what is the case, and what to do.

use super::reason::written_out;
use super::{Terms, expectation, found, next_step};
use crate::catalog::Catalog;
use crate::judge::fact::{Note, Seen};
use crate::judge::finding::{Evidence, Verdict};
use crate::judge::place::unknown_value;
use crate::judge::plan::Binding;
use crate::judge::verdict::Ruling;
use crate::policy::definition::{Check, Rule};
use crate::text::Text;

/// What a headline is written from.
pub(crate) struct Draft<'d, 'a> {
    /// Address of the resource.
    pub(crate) address: &'d str,
    pub(crate) rule: &'a Rule,
    pub(crate) check: &'a Check,
    pub(crate) binding: &'d Binding<'a>,
    pub(crate) catalog: &'d Catalog<'a>,
    pub(crate) ruling: &'d Ruling<'a>,
    /// The notes of the ruling, the most telling first.
    pub(crate) notes: &'d [&'d Note<'a>],
    /// The same in words.
    pub(crate) proof: &'d [Evidence],
}

/// What a finding says; see [`Finding`](crate::judge::Finding).
pub(crate) struct Texts {
    pub(crate) headline: Text,
    pub(crate) fact: Text,
    pub(crate) remedy: Text,
}

/// The fact that a finding states, and the next step.
pub(crate) fn texts(draft: &Draft<'_, '_>) -> Texts {
    let Draft {
        address,
        rule,
        check,
        binding,
        catalog,
        ruling,
        notes,
        proof,
    } = *draft;
    let fact = proof.first().map(|first| &first.message);
    let terms = Terms {
        parameters: &binding.parameters,
        catalog,
    };
    let filled = |text: &Text| fill(text, notes, proof, &terms);
    match ruling.verdict {
        Verdict::Pass => Texts {
            headline: about(address, &rule.title),
            fact: rule.title.clone(),
            remedy: Text::default(),
        },
        Verdict::Unknown => {
            if let Some(question) = ruling.question {
                return Texts {
                    headline: about(address, question),
                    fact: question.clone(),
                    remedy: by_hand(),
                };
            }
            let fact = fact.cloned().unwrap_or_default();
            let headline = Text::new(
                format!(
                    "`{address}`: the files do not decide whether “{}”: {}",
                    rule.title.en, fact.en
                ),
                format!(
                    "`{address}` : les fichiers ne permettent pas d'établir « {} » : {}",
                    rule.title.fr, fact.fr
                ),
            );
            Texts {
                headline,
                fact,
                remedy: notes
                    .iter()
                    .copied()
                    .find_map(settles)
                    .unwrap_or_else(|| by_hand_or_written(notes)),
            }
        }
        Verdict::Fail | Verdict::Waived => {
            let defect = filled(check.defect.as_ref().unwrap_or(&rule.defect));
            let because = |text: Option<&str>| {
                text.filter(|text| !text.is_empty())
                    .map_or_else(String::new, |text| format!(" ({text})"))
            };
            let fact = Text::new(
                defect.en + &because(fact.map(|fact| fact.en.as_str())),
                defect.fr + &because(fact.map(|fact| fact.fr.as_str())),
            );
            Texts {
                headline: about(address, &fact),
                fact,
                remedy: filled(check.remedy.as_ref().unwrap_or(&rule.remedy)),
            }
        }
    }
}

/// The text, said of a resource.
fn about(address: &str, text: &Text) -> Text {
    Text::new(
        format!("`{address}`: {}", text.en),
        format!("`{address}` : {}", text.fr),
    )
}

/// What settles a doubt that a value leaves.
fn settles(note: &Note<'_>) -> Option<Text> {
    let value = match &note.seen {
        Seen::Value(value) | Seen::Outside(Some(value)) => value,
        Seen::Place(effective) => unknown_value(effective)?,
        _ => return None,
    };
    value.as_unknown().map(|unknown| next_step(&unknown.reason))
}

/// The next step where no value is to blame: a question is for the team, anything else can be written.
fn by_hand_or_written(notes: &[&Note<'_>]) -> Text {
    match notes.first().map(|note| &note.seen) {
        Some(Seen::Ask(_) | Seen::Moot(_)) | None => by_hand(),
        Some(_) => written_out(),
    }
}

/// The next step where no change of the files would settle it.
fn by_hand() -> Text {
    Text::new(
        "Answer by hand, and keep what proves it for the auditor.",
        "Répondez à la main, et gardez pour l'auditeur ce qui le prouve.",
    )
}

/// Replaces `{expected}` and `{found}`.
fn fill(text: &Text, notes: &[&Note<'_>], proof: &[Evidence], terms: &Terms<'_, '_>) -> Text {
    if !text.en.contains('{') && !text.fr.contains('{') {
        return text.clone();
    }
    let expected = notes
        .iter()
        .find_map(|note| note.asked.and_then(|matcher| expectation(matcher, terms)))
        .unwrap_or_else(|| Text::new("see the rule", "voir la règle"));
    let found = notes
        .iter()
        .find_map(|note| found(&note.seen))
        .or_else(|| proof.first().and_then(|first| first.found.clone()));
    let found = found.map_or_else(
        || Text::new("not set", "non renseigné"),
        |found| Text::new(found.clone(), found),
    );
    let replace = |text: &str, expected: &str, found: &str| {
        text.replace("{expected}", expected)
            .replace("{found}", found)
    };
    Text::new(
        replace(&text.en, &expected.en, &found.en),
        replace(&text.fr, &expected.fr, &found.fr),
    )
}
