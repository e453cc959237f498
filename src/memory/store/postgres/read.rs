//! Units out of rows.
//!
//! A unit comes in one row, its origins as JSON, so that however many are asked for, the server is asked
//! once. What may be long comes in pages, out of one snapshot.

use ::postgres::types::ToSql;
use ::postgres::{Error, Row};
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::failure::Fault;
use super::server::Link;
use super::text::{kept, original};
use crate::memory::store::filter::Asked;
use crate::memory::store::stored::{COLUMNS, from_json, status_of};
use crate::memory::store::{Filter, Sides, Texts, UnitId};
use crate::memory::unit::{Origin, Segment, Unit};

/// Units and texts that are fetched together.
const PAGE: i64 = 2_000;

/// Beginning of a query for units as [`unit`] reads them.
pub fn units_sql() -> String {
    format!(
        "SELECT {COLUMNS},
            (SELECT json_agg(json_build_array(name, paragraph, before, after) ORDER BY name COLLATE \"C\", paragraph)::text
             FROM origin JOIN document ON document.id = origin.document WHERE origin.unit = unit.id)
         FROM unit"
    )
}

/// A text.
pub fn text(row: &Row, at: usize) -> Result<String, Error> {
    row.try_get(at).map(original)
}

/// A text, where there is one.
fn possible_text(row: &Row, at: usize) -> Result<Option<String>, Error> {
    Ok(row.try_get::<_, Option<String>>(at)?.map(original))
}

/// A number that is never negative.
pub fn number(row: &Row, at: usize) -> Result<u64, Error> {
    row.try_get::<_, i64>(at).map(|number| number as u64)
}

/// A row of [`units_sql`].
pub fn unit(row: &Row) -> Result<(UnitId, Unit), Error> {
    let segment = |at: usize| -> Result<Segment, Error> {
        Ok(Segment {
            text: text(row, at)?,
            language: text(row, at + 1)?,
            markup: possible_text(row, at + 2)?,
        })
    };
    let time = |at: usize| -> Result<Option<Timestamp>, Error> {
        Ok(row.try_get::<_, Option<i64>>(at)?.and_then(|s| Timestamp::from_second(s).ok()))
    };
    type Place = (String, i64, Option<String>, Option<String>);
    let places: Vec<Place> = from_json(row.try_get(17)?);
    let origin = |(document, paragraph, before, after): Place| Origin {
        document: original(document),
        paragraph: u32::try_from(paragraph).ok().filter(|&paragraph| paragraph > 0),
        before: before.map(original),
        after: after.map(original),
    };
    let unit = Unit {
        source: segment(1)?,
        target: segment(4)?,
        created: time(7)?,
        changed: time(8)?,
        author: possible_text(row, 9)?,
        status: status_of(row.try_get(10)?),
        confidence: row.try_get(11)?,
        domain: possible_text(row, 12)?,
        client: possible_text(row, 13)?,
        project: possible_text(row, 14)?,
        notes: from_json(possible_text(row, 15)?),
        properties: from_json(possible_text(row, 16)?),
        origins: places.into_iter().map(origin).collect(),
    };
    Ok((number(row, 0)?, unit))
}

/// The units of these numbers, in their order.
pub fn units(link: &mut Link, ids: &[UnitId]) -> Result<Vec<(UnitId, Unit)>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = link.query(&format!("{} WHERE id = ANY($1)", units_sql()), &[&numbers(ids)])?;
    in_order(ids, rows.iter().map(unit))
}

/// Languages and texts of these units, in their order.
pub fn sides(link: &mut Link, ids: &[UnitId]) -> Result<Vec<(UnitId, Sides)>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql =
        "SELECT id, source_language, source, target_language, target FROM unit WHERE id = ANY($1)";
    let rows = link.query(sql, &[&numbers(ids)])?;
    let read = |row: &Row| {
        let side = |at: usize| Ok((text(row, at)?, text(row, at + 1)?));
        Ok((number(row, 0)?, [side(1)?, side(3)?]))
    };
    in_order(ids, rows.iter().map(read))
}

fn in_order<T>(
    ids: &[UnitId],
    found: impl Iterator<Item = Result<(UnitId, T), Error>>,
) -> Result<Vec<(UnitId, T)>, Error> {
    let mut found = found.collect::<Result<FxHashMap<UnitId, T>, Error>>()?;
    Ok(ids.iter().filter_map(|&id| Some((id, found.remove(&id)?))).collect())
}

/// Numbers of units as the server has them.
pub fn numbers(ids: &[UnitId]) -> Vec<i64> {
    ids.iter().map(|&id| id as i64).collect()
}

/// Calls `f` for every unit that `filter` lets through, by number.
pub fn for_each(
    link: &mut Link,
    filter: &Filter,
    mut f: impl FnMut(UnitId, Unit) -> crate::error::Result<()>,
) -> Result<(), Fault> {
    let (condition, values) = filter.sql(|n| format!("${}", n + 1));
    let sql = format!("{} WHERE id > $1 AND {condition} ORDER BY id LIMIT {PAGE}", units_sql());
    let values: Vec<Box<dyn ToSql + Sync>> = values
        .into_iter()
        .map(|value| -> Box<dyn ToSql + Sync> {
            match value {
                Asked::Text(text) => Box::new(kept(&text).into_owned()),
                Asked::Integer(number) => Box::new(number),
                Asked::Real(number) => Box::new(number),
            }
        })
        .collect();
    let mut last = 0i64;
    loop {
        let mut asked: Vec<&(dyn ToSql + Sync)> = vec![&last];
        asked.extend(values.iter().map(|value| &**value));
        let rows = link.query(&sql, &asked)?;
        for row in &rows {
            let (id, unit) = unit(row)?;
            f(id, unit)?;
            last = id as i64;
        }
        if (rows.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// Calls `f` for the texts of every unit after `after`, by number.
pub fn for_each_text(
    link: &mut Link,
    after: UnitId,
    mut f: impl FnMut(Texts) -> crate::error::Result<()>,
) -> Result<(), Fault> {
    let sql = format!("SELECT id, source, target FROM unit WHERE id > $1 ORDER BY id LIMIT {PAGE}");
    let mut last = after as i64;
    loop {
        let rows = link.query(&sql, &[&last])?;
        for row in &rows {
            let texts = Texts { id: number(row, 0)?, source: text(row, 1)?, target: text(row, 2)? };
            last = texts.id as i64;
            f(texts)?;
        }
        if (rows.len() as i64) < PAGE {
            return Ok(());
        }
    }
}
