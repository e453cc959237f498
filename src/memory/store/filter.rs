//! Which units: by language, status, confidence, date, field, client, project, document.

use jiff::Timestamp;

use super::stored::status_number;
use crate::memory::unit::Status;

/// A choice of units; what is `None` is not asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Primary language of the source: `ar` takes `ar-EG` too.
    pub source_language: Option<String>,
    /// Primary language of the target.
    pub target_language: Option<String>,
    /// This status or a higher one.
    pub least_status: Option<Status>,
    /// Just this status.
    pub status: Option<Status>,
    /// At least this confidence; units that no aligner made pass.
    pub least_confidence: Option<f64>,
    /// Less than this confidence.
    pub below_confidence: Option<f64>,
    /// Changed (or made) at this time or later.
    pub since: Option<Timestamp>,
    /// Changed (or made) before this time.
    pub before: Option<Timestamp>,
    /// Subject field.
    pub domain: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// A document it occurs in.
    pub document: Option<String>,
    /// Source and target are the same text.
    pub untranslated: bool,
}

impl Filter {
    /// Whether every unit passes.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// A condition over the table `unit`, with its values; `place` is how the database writes the n-th of
    /// them, from 1.
    pub(super) fn sql(&self, place: impl Fn(usize) -> String) -> (String, Vec<Asked>) {
        let mut conditions = vec!["1 = 1".to_string()];
        let mut values = Vec::new();
        let mut ask = |condition: &str, value: Option<Asked>| {
            if let Some(value) = value {
                values.push(value);
                conditions.push(condition.replace('?', &place(values.len())));
            }
        };
        let text = |value: &Option<String>| value.clone().map(Asked::Text);
        let language = |value: &Option<String>| {
            value.as_ref().map(|l| Asked::Text(l.to_ascii_lowercase().replace('_', "-")))
        };
        // The language itself, or with a region after it.
        for (column, value) in
            [("source_language", &self.source_language), ("target_language", &self.target_language)]
        {
            let condition = format!(
                "(replace(lower({column}), '_', '-') = ? OR replace(lower({column}), '_', '-') LIKE ? || '-%')"
            );
            ask(&condition, language(value));
        }
        ask("status >= ?", self.least_status.map(|s| Asked::Integer(status_number(s))));
        ask("status = ?", self.status.map(|s| Asked::Integer(status_number(s))));
        ask("coalesce(confidence, 1) >= ?", self.least_confidence.map(Asked::Real));
        ask("confidence < ?", self.below_confidence.map(Asked::Real));
        let time = |time: Option<Timestamp>| time.map(|t| Asked::Integer(t.as_second()));
        ask("coalesce(changed, created) >= ?", time(self.since));
        ask("coalesce(changed, created) < ?", time(self.before));
        ask("domain = ?", text(&self.domain));
        ask("client = ?", text(&self.client));
        ask("project = ?", text(&self.project));
        ask("author = ?", text(&self.author));
        ask(
            "id IN (SELECT unit FROM origin JOIN document ON document.id = origin.document WHERE name = ?)",
            text(&self.document),
        );
        if self.untranslated {
            conditions.push("trim(source) = trim(target)".to_string());
        }
        (conditions.join(" AND "), values)
    }
}

/// A value that a condition compares with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    Text(String),
    Integer(i64),
    Real(f64),
}
