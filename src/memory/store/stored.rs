//! How the parts of a unit are written in columns, in every database.

use crate::memory::unit::Status;

/// The columns of a unit, in the order in which they are read.
pub const COLUMNS: &str = "id, source, source_language, source_markup, target, target_language, target_markup, \
     created, changed, author, status, confidence, domain, client, project, notes, properties";

/// The number of a status in the table: they grow with it.
pub fn status_number(status: Status) -> i64 {
    match status {
        Status::Aligned => 0,
        Status::Reviewed => 1,
        Status::Confirmed => 2,
    }
}

/// The status of a number; an unknown one is trusted least.
pub fn status_of(number: i64) -> Status {
    match number {
        2 => Status::Confirmed,
        1 => Status::Reviewed,
        _ => Status::Aligned,
    }
}

/// A list as JSON; `None` for an empty one.
pub fn to_json<T: serde::Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

/// The list that [`to_json`] wrote.
pub fn from_json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Vec<T> {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
