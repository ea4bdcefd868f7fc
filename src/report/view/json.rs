//! The views for a program. Their schemas are `policies/schema/view-residency.json` and
//! `view-continuity.json`.

use serde_json::{Map, Value as Json, json};

use crate::judge::view::{
    ContinuityRow, Copied, Extent, LawZone, OperatedBy, ResidencyRow, RowSubject, SecondSiteAnswer,
    Site, SitePlace,
};
use crate::judge::{Reading, Verdict};
use crate::model::{Data, Span};
use crate::source::SourceMap;
use crate::text::Text;

/// The residency view.
pub fn residency(rows: &[ResidencyRow], sources: &SourceMap) -> Json {
    let rows = rows.iter().map(|row| {
        let mut json = subject(&row.resource, sources);
        json.insert("operator".into(), operator(&row.operator));
        json.insert("site".into(), site(&row.site, sources));
        let copies = row.copies.iter().map(|copy| copied(copy, sources));
        json.insert("copies".into(), copies.collect());
        json.insert("copies_unknown".into(), text(row.copies_doubt.as_ref()));
        let held = row.held.iter().map(|held| {
            json!({
                "name": held.name,
                "status": held.status,
                "evidence": held.evidence,
                "location": location(held.span, sources),
            })
        });
        json.insert("operator_holds".into(), held.collect());
        Json::Object(json)
    });
    document("residency", &rows.collect::<Vec<_>>())
}

/// The continuity view.
pub fn continuity(rows: &[ContinuityRow], sources: &SourceMap) -> Json {
    let rows = rows.iter().map(|row| {
        let mut json = subject(&row.resource, sources);
        for (name, value) in [
            ("zones", &row.zones),
            ("failover", &row.failover),
            ("backup", &row.backup),
            ("interval_hours", &row.interval_hours),
            ("retention_days", &row.retention_days),
            ("point_in_time", &row.point_in_time),
            ("backup_encrypted", &row.backup_encrypted),
            ("backup_locked", &row.backup_locked),
            ("deletion_protected", &row.deletion_protected),
        ] {
            json.insert(name.into(), reading(value));
        }
        let second = &row.second_site;
        let answer = match second.answer {
            SecondSiteAnswer::Yes => "yes",
            SecondSiteAnswer::No => "no",
            SecondSiteAnswer::Unknown => "unknown",
            SecondSiteAnswer::NotApplicable => "not-applicable",
        };
        let second = json!({
            "answer": answer,
            "places": second.places.iter().map(place).collect::<Vec<_>>(),
            "why": text(second.why.as_ref()),
        });
        json.insert("second_site".into(), second);
        json.insert("verdict".into(), row.verdict.map_or(Json::Null, verdict));
        let rules = row.rules.iter();
        let rules = rules.map(|(rule, of)| json!({"rule": &**rule, "verdict": verdict(*of)}));
        json.insert("rules".into(), rules.collect());
        Json::Object(json)
    });
    document("continuity", &rows.collect::<Vec<_>>())
}

fn document(view: &str, rows: &[Json]) -> Json {
    json!({"version": env!("CARGO_PKG_VERSION"), "view": view, "rows": rows})
}

fn subject(subject: &RowSubject, sources: &SourceMap) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("root".into(), subject.root.as_str().into());
    json.insert("environment".into(), subject.environment.as_deref().into());
    json.insert("address".into(), (&*subject.address).into());
    json.insert("type".into(), (&*subject.kind).into());
    json.insert("location".into(), location(Some(subject.span), sources));
    json.insert("out_of_scope".into(), text(subject.left_out.as_ref()));
    json
}

fn operator(operator: &OperatedBy) -> Json {
    match operator {
        OperatedBy::Known { name, title } => json!({"name": name, "title": title, "unknown": null}),
        OperatedBy::Unknown(why) => {
            json!({"name": null, "title": null, "unknown": text(Some(why))})
        }
    }
}

fn site(site: &Site, sources: &SourceMap) -> Json {
    let extent = match site.extent {
        Extent::One => "one",
        Extent::All => "all",
        Extent::OneOf => "one-of",
        Extent::Global => "global",
        Extent::Unknown => "unknown",
    };
    let definitions = site.definitions.iter().map(|definition| {
        json!({"label": &*definition.label, "location": location(Some(definition.span), sources)})
    });
    json!({
        "extent": extent,
        "places": site.places.iter().map(place).collect::<Vec<_>>(),
        "zone": site.zone.as_deref(),
        "decided_by": text(Some(&site.basis)),
        "location": location(site.span, sources),
        "definitions": definitions.collect::<Vec<_>>(),
        "unknown": text(site.doubt.as_ref()),
        "conflict": text(site.conflict.as_ref()),
    })
}

fn place(place: &SitePlace) -> Json {
    let names =
        |zones: &[LawZone]| -> Json { zones.iter().map(|zone| zone.name.as_str()).collect() };
    json!({
        "code": place.code,
        "town": place.town,
        "country": place.country,
        "zones_of_law": names(&place.zones),
        "partly_in": names(&place.partly),
        "verified": place.verified,
    })
}

fn copied(copy: &Copied, sources: &SourceMap) -> Json {
    json!({
        "by": copy.by.as_deref(),
        "location": location(Some(copy.span), sources),
        "site": site(&copy.site, sources),
    })
}

/// A reading: a plain value, null when there is none, an object when there cannot be one.
fn reading(reading: &Reading) -> Json {
    match reading {
        Reading::Absent => Json::Null,
        Reading::NotApplicable => json!({"not_applicable": true}),
        Reading::Unknown(why) => json!({"unknown": text(Some(why))}),
        Reading::Unlimited => "unlimited".into(),
        Reading::Place(code) => code.as_str().into(),
        Reading::List(items) => items.iter().map(self::reading).collect(),
        Reading::Known(value) if value.is_sensitive() => json!({"sensitive": true}),
        Reading::Known(value) => match &value.data {
            Data::Bool(bool) => (*bool).into(),
            Data::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
            Data::String(text) => (&**text).into(),
            _ => Json::Null,
        },
    }
}

fn verdict(verdict: Verdict) -> Json {
    match verdict {
        Verdict::Fail => "fail",
        Verdict::Unknown => "unknown",
        Verdict::Waived => "waived",
        Verdict::Pass => "pass",
    }
    .into()
}

fn text(text: Option<&Text>) -> Json {
    text.map_or(Json::Null, |text| json!({"en": text.en, "fr": text.fr}))
}

fn location(span: Option<Span>, sources: &SourceMap) -> Json {
    let place = span.and_then(|span| sources.place(span));
    place.map_or(Json::Null, |place| {
        json!({
            "file": place.file.as_str(),
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
        })
    })
}
