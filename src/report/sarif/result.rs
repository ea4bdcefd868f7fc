//! Findings as results.

use serde_json::{Map, Value as Json, json};

use super::super::document::{Finding, Location, Waiver};
use super::super::frames::Frames;
use super::super::order::Ranked;
use super::super::plain;
use super::rules::{Descriptors, OPEN, level};
use super::uri::artifact;
use crate::judge::Verdict;
use crate::text::Language;

/// GitHub takes a thousand places of a result and shows a hundred.
const PLACES: usize = 99;

/// What results are written from.
pub(super) struct Writer<'w> {
    pub(super) descriptors: &'w Descriptors<'w>,
    pub(super) frames: &'w Frames<'w>,
    /// The way from the root to the directory that paths start from.
    pub(super) base: &'w str,
    pub(super) language: Language,
    /// Whether there is something to compare with, so that what is not known is new.
    pub(super) compared: bool,
}

impl Writer<'_> {
    /// One finding.
    pub(super) fn result(&self, ranked: Ranked<'_>) -> Json {
        let finding = ranked.finding;
        let mut result = Map::new();
        let id = match finding.verdict {
            Verdict::Unknown => format!("{}{OPEN}", finding.rule),
            _ => finding.rule.to_string(),
        };
        if let Some(position) = self.descriptors.position(&id) {
            result.insert("ruleIndex".to_owned(), position.into());
        }
        result.insert("ruleId".to_owned(), id.into());
        // The standard allows a level for failures only. What is open has none, and those who do not
        // read `kind` take that of its rule, which is `note`.
        let kind = match finding.verdict {
            Verdict::Fail | Verdict::Waived => {
                result.insert("level".to_owned(), level(finding.severity).into());
                "fail"
            }
            Verdict::Unknown => "open",
            Verdict::Pass => "pass",
        };
        result.insert("kind".to_owned(), kind.into());
        result.insert(
            "message".to_owned(),
            json!({ "text": message(finding.message.get(self.language)) }),
        );
        result.insert("locations".to_owned(), json!([self.place(finding)]));
        let related = self.related(finding);
        if !related.is_empty() {
            result.insert("relatedLocations".to_owned(), related.into());
        }
        result.insert(
            "partialFingerprints".to_owned(),
            json!({ "rempart/v1": finding.fingerprint }),
        );
        if let Some(waiver) = &finding.waiver {
            let suppression = self.suppression(waiver, finding.verdict);
            result.insert("suppressions".to_owned(), json!([suppression]));
        }
        if self.compared && finding.verdict != Verdict::Pass {
            let state = if ranked.known { "unchanged" } else { "new" };
            result.insert("baselineState".to_owned(), state.into());
        }
        let taxa = self.descriptors.taxa(&finding.requirements);
        if !taxa.is_empty() {
            result.insert("taxa".to_owned(), taxa.into());
        }
        let resource = &finding.resource;
        result.insert(
            "properties".to_owned(),
            json!({
                "verdict": finding.verdict,
                "severity": finding.severity,
                "family": finding.family,
                "root": &*resource.root,
                "environment": resource.environment.as_deref(),
                "address": &*resource.address,
                "type": &*resource.r#type,
                "provider": resource.provider,
                "region": resource.region,
            }),
        );
        result.into()
    }

    /// The place to look at first, with its lines. A result without a file would be refused: one that
    /// stands in none is placed in its root.
    fn place(&self, finding: &Finding) -> Json {
        let address = &*finding.resource.address;
        let name = address.rsplit('.').next().unwrap_or(address);
        let logical = json!([{
            "name": name,
            "fullyQualifiedName": address,
            "kind": "resource",
        }]);
        let Some(location) = finding.place() else {
            return json!({
                "physicalLocation": {
                    "artifactLocation": artifact(self.base, &finding.resource.root),
                    "region": { "startLine": 1 },
                },
                "logicalLocations": logical,
            });
        };
        let mut physical = self.physical(location);
        if let Some(frame) = self.frames.at(location)
            && let (Some(first), Some(last)) = (frame.lines.first(), frame.lines.last())
            // The standard wants more lines than the region itself has.
            && last.number >= location.end_line
            && (first.number < location.line || last.number > location.end_line)
        {
            let lines: Vec<&str> = frame.lines.iter().map(|line| &*line.text).collect();
            physical["contextRegion"] = json!({
                "startLine": first.number,
                "endLine": last.number,
                "snippet": { "text": lines.join("\n") },
            });
        }
        json!({ "physicalLocation": physical, "logicalLocations": logical })
    }

    fn physical(&self, location: &Location) -> Json {
        json!({
            "artifactLocation": artifact(self.base, &location.file),
            "region": {
                "startLine": location.line,
                "startColumn": location.column,
                "endLine": location.end_line,
                "endColumn": location.end_column,
            },
        })
    }

    /// The other places that explain a finding: its declaration, the calls that lead to it, facts
    /// about other resources, and the definitions that values came through.
    fn related(&self, finding: &Finding) -> Vec<Json> {
        let main = finding.place();
        let resource = &finding.resource;
        let facts = finding.evidence.iter().flat_map(|fact| {
            let steps = fact.definitions.iter();
            let steps = steps.map(|step| (step.location.as_ref(), &*step.label));
            let said = fact.message.get(self.language);
            std::iter::once((fact.location.as_ref(), said)).chain(steps)
        });
        let calls = resource.calls.iter();
        let calls = calls.map(|call| (call.location.as_ref(), &*call.address));
        let declared = (resource.location.as_ref(), &*resource.address);
        let mut places: Vec<(&Location, String)> = Vec::new();
        for (location, text) in facts.chain([declared]).chain(calls) {
            if let Some(location) = location
                && Some(location) != main
                && !places.iter().any(|(known, _)| *known == location)
            {
                places.push((location, message(text)));
            }
        }
        let related = (1..).zip(places).take(PLACES);
        related
            .map(|(id, (location, text))| {
                json!({
                    "id": id,
                    "physicalLocation": self.physical(location),
                    "message": { "text": text },
                })
            })
            .collect()
    }

    /// A waiver. One that has expired suppresses nothing any more.
    fn suppression(&self, waiver: &Waiver, verdict: Verdict) -> Json {
        let mut justification = message(&waiver.reason);
        let details = [
            (["approved by", "approuvé par"], waiver.approver.clone()),
            (["ticket", "ticket"], waiver.ticket.clone()),
            (
                ["until", "jusqu'au"],
                waiver.until.map(|date| date.to_string()),
            ),
        ];
        for ([en, fr], detail) in details {
            if let Some(detail) = detail {
                let label = match self.language {
                    Language::En => en,
                    Language::Fr => fr,
                };
                justification.push_str(&format!(" ({label} {})", message(&detail)));
            }
        }
        let mut suppression = json!({
            "kind": if waiver.in_source { "inSource" } else { "external" },
            "status": if verdict == Verdict::Waived { "accepted" } else { "rejected" },
            "justification": justification,
        });
        if let Some(location) = &waiver.location {
            suppression["location"] = json!({ "physicalLocation": self.physical(location) });
        }
        suppression
    }
}

/// A text as a message: nothing in it is a link, nor a character that steers a reader.
pub(super) fn message(text: &str) -> String {
    plain(text).replace("](", "] (")
}
