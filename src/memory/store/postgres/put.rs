//! Units come in by the batch: new ones as rows, others as more that is known about those that are there.
//!
//! A question to the server for each unit would cost more than all the rest. So what is there of a batch is
//! fetched at once, put together here just as if the units came one after the other, and written at once.

use std::collections::BTreeMap;

use ::postgres::Error;
use ::postgres::types::{ToSql, Type};
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::read;
use super::server::Link;
use super::text::{kept, original};
use crate::memory::store::UnitId;
use crate::memory::store::key::key;
use crate::memory::store::merge::{Put, merged};
use crate::memory::store::stored::{COLUMNS, status_number, to_json};
use crate::memory::unit::Unit;

/// A unit that is in the memory, or will be with this batch.
struct Known {
    id: UnitId,
    /// Without its origins.
    unit: Unit,
    change: Change,
}

#[derive(Clone, Copy, PartialEq)]
enum Change {
    None,
    Updated,
    New,
}

/// Unit, document, paragraph.
type Spot = (i64, i64, i64);

/// What stands around a unit at one spot.
struct Around {
    before: Option<String>,
    after: Option<String>,
    change: Change,
}

/// Adds each unit or merges it into the one of the same key. `last_unit` is the last number that was given,
/// and grows with each new unit. The caller is the only writer.
pub fn put(link: &mut Link, last_unit: &mut u64, units: &[&Unit]) -> Result<Vec<Put>, Error> {
    let keys: Vec<[u8; 16]> = units.iter().map(|unit| key(unit)).collect();
    let mut known = found(link, &keys)?;
    let documents = documents(link, units)?;
    let mut around = spots(link, units, &keys, &known, &documents)?;
    let mut out = Vec::with_capacity(units.len());
    for (unit, key) in units.iter().zip(keys) {
        let (id, mut put) = match known.get_mut(&key) {
            Some(known) => {
                let merged = merged(&known.unit, unit);
                let put = if merged == known.unit { Put::Same } else { Put::Merged };
                if put == Put::Merged && known.change == Change::None {
                    known.change = Change::Updated;
                }
                known.unit = as_kept(merged);
                (known.id, put)
            }
            None => {
                *last_unit += 1;
                let id = *last_unit;
                let unit = as_kept(Unit { origins: Vec::new(), ..(*unit).clone() });
                known.insert(key, Known { id, unit, change: Change::New });
                (id, Put::New)
            }
        };
        for origin in &unit.origins {
            let Some(&document) = documents.get(&origin.document) else { continue };
            let spot = (id as i64, document, i64::from(origin.paragraph.unwrap_or(0)));
            let changed = match around.get_mut(&spot) {
                Some(around) => around.learn(&origin.before, &origin.after),
                None => {
                    let (before, after) = (origin.before.clone(), origin.after.clone());
                    around.insert(spot, Around { before, after, change: Change::New });
                    true
                }
            };
            if changed && put == Put::Same {
                put = Put::Merged;
            }
        }
        out.push(put);
    }
    write_new(link, &known)?;
    let updated = known.values().filter(|known| known.change == Change::Updated);
    update(link, &updated.map(|known| (known.id, &known.unit)).collect::<Vec<_>>())?;
    write_spots(link, &around)?;
    Ok(out)
}

impl Around {
    /// Takes over what `before` and `after` say; returns whether that is anything new.
    fn learn(&mut self, before: &Option<String>, after: &Option<String>) -> bool {
        let mut changed = false;
        for (own, other) in [(&mut self.before, before), (&mut self.after, after)] {
            if other.is_some() && own != other {
                own.clone_from(other);
                changed = true;
            }
        }
        if changed && self.change == Change::None {
            self.change = Change::Updated;
        }
        changed
    }
}

/// The units of these keys.
fn found(link: &mut Link, keys: &[[u8; 16]]) -> Result<FxHashMap<[u8; 16], Known>, Error> {
    let asked: Vec<&[u8]> = keys.iter().map(|key| &key[..]).collect();
    // One unit may have thousands of origins; those that matter are fetched by their spots.
    let sql = format!("SELECT {COLUMNS}, NULL::text FROM unit WHERE key = ANY($1)");
    let mut known = FxHashMap::default();
    for row in link.query(&sql, &[&asked])? {
        let (id, unit) = read::unit(&row)?;
        let key = key(&unit);
        known.insert(key, Known { id, unit, change: Change::None });
    }
    Ok(known)
}

/// The numbers of the documents that the units name; new ones are made.
fn documents(link: &mut Link, units: &[&Unit]) -> Result<FxHashMap<String, i64>, Error> {
    let mut names: Vec<&str> =
        units.iter().flat_map(|unit| &unit.origins).map(|o| o.document.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(FxHashMap::default());
    }
    let names: Vec<String> = names.into_iter().map(|name| kept(name).into_owned()).collect();
    let sql = "WITH wanted AS (SELECT unnest($1::text[]) AS name),
                    there AS (SELECT document.id, document.name FROM document JOIN wanted
                              ON md5(document.name) = md5(wanted.name) AND document.name = wanted.name),
                    made AS (INSERT INTO document (name)
                             SELECT name FROM wanted WHERE name NOT IN (SELECT name FROM there)
                             RETURNING id, name)
               SELECT id, name FROM there UNION ALL SELECT id, name FROM made";
    let rows = link.query(sql, &[&names])?;
    rows.iter().map(|row| Ok((read::text(row, 1)?, row.try_get(0)?))).collect()
}

/// What is known already of the spots of those units that are there.
fn spots(
    link: &mut Link,
    units: &[&Unit],
    keys: &[[u8; 16]],
    known: &FxHashMap<[u8; 16], Known>,
    documents: &FxHashMap<String, i64>,
) -> Result<BTreeMap<Spot, Around>, Error> {
    let (mut ids, mut places, mut paragraphs) = (Vec::new(), Vec::new(), Vec::new());
    for (unit, key) in units.iter().zip(keys) {
        let Some(known) = known.get(key) else { continue };
        for origin in &unit.origins {
            ids.push(known.id as i64);
            places.push(documents.get(&origin.document).copied().unwrap_or(0));
            paragraphs.push(i64::from(origin.paragraph.unwrap_or(0)));
        }
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT o.unit, o.document, o.paragraph, o.before, o.after
               FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS asked (unit, document, paragraph)
               JOIN origin o ON (o.unit, o.document, o.paragraph) = (asked.unit, asked.document, asked.paragraph)";
    let rows = link.query(sql, &[&ids, &places, &paragraphs])?;
    let text = |text: Option<String>| text.map(original);
    rows.iter()
        .map(|row| {
            let spot = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (before, after) = (text(row.try_get(3)?), text(row.try_get(4)?));
            Ok((spot, Around { before, after, change: Change::None }))
        })
        .collect()
}

fn write_new(link: &mut Link, known: &FxHashMap<[u8; 16], Known>) -> Result<(), Error> {
    let mut new: Vec<_> = known.iter().filter(|(_, known)| known.change == Change::New).collect();
    if new.is_empty() {
        return Ok(());
    }
    new.sort_unstable_by_key(|(_, known)| known.id);
    const TYPES: [Type; 18] = [
        Type::INT8,
        Type::BYTEA,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::INT8,
        Type::INT8,
        Type::TEXT,
        Type::INT8,
        Type::FLOAT8,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
    ];
    let table = "unit (id, key, source, source_language, source_markup, target, target_language, target_markup,
        created, changed, author, status, confidence, domain, client, project, notes, properties)";
    let rows = new.iter().map(|(key, Known { id, unit, .. })| -> Vec<Box<dyn ToSql + Sync + '_>> {
        vec![
            Box::new(*id as i64),
            Box::new(&key[..]),
            Box::new(kept(&unit.source.text)),
            Box::new(kept(&unit.source.language)),
            Box::new(possible(&unit.source.markup)),
            Box::new(kept(&unit.target.text)),
            Box::new(kept(&unit.target.language)),
            Box::new(possible(&unit.target.markup)),
            Box::new(seconds(unit.created)),
            Box::new(seconds(unit.changed)),
            Box::new(possible(&unit.author)),
            Box::new(status_number(unit.status)),
            Box::new(unit.confidence),
            Box::new(possible(&unit.domain)),
            Box::new(possible(&unit.client)),
            Box::new(possible(&unit.project)),
            Box::new(to_json(&unit.notes)),
            Box::new(to_json(&unit.properties)),
        ]
    });
    link.copy(table, &TYPES, rows)?;
    let pairs = new.iter().map(|(_, known)| &known.unit).map(|unit| {
        (kept(&unit.source.language).into_owned(), kept(&unit.target.language).into_owned())
    });
    let mut pairs: Vec<(String, String)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    let (sources, targets): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
    let sql = "INSERT INTO pair SELECT s, t FROM unnest($1::text[], $2::text[]) AS new (s, t)
               WHERE NOT EXISTS (SELECT FROM pair WHERE source_language = s AND target_language = t)";
    link.execute(sql, &[&sources, &targets]).map(|_| ())
}

/// Writes what is known about units that are there; their texts stay.
pub fn update(link: &mut Link, units: &[(UnitId, &Unit)]) -> Result<(), Error> {
    if units.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE unit SET created = new.created, changed = new.changed, author = new.author,
                   status = new.status, confidence = new.confidence, domain = new.domain,
                   client = new.client, project = new.project, notes = new.notes,
                   properties = new.properties
               FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::float8[],
                           $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
                   AS new (id, created, changed, author, status, confidence, domain, client, project,
                           notes, properties)
               WHERE unit.id = new.id";
    fn column<'a, T>(units: &[(UnitId, &'a Unit)], f: impl Fn(&'a Unit) -> T) -> Vec<T> {
        units.iter().map(|(_, unit)| f(unit)).collect()
    }
    let ids: Vec<i64> = units.iter().map(|(id, _)| *id as i64).collect();
    let changed = link.execute(
        sql,
        &[
            &ids,
            &column(units, |unit| seconds(unit.created)),
            &column(units, |unit| seconds(unit.changed)),
            &column(units, |unit| possible(&unit.author)),
            &column(units, |unit| status_number(unit.status)),
            &column(units, |unit| unit.confidence),
            &column(units, |unit| possible(&unit.domain)),
            &column(units, |unit| possible(&unit.client)),
            &column(units, |unit| possible(&unit.project)),
            &column(units, |unit| to_json(&unit.notes)),
            &column(units, |unit| to_json(&unit.properties)),
        ],
    )?;
    debug_assert_eq!(changed, units.len() as u64);
    Ok(())
}

fn write_spots(link: &mut Link, around: &BTreeMap<Spot, Around>) -> Result<(), Error> {
    let new = around.iter().filter(|(_, around)| around.change == Change::New);
    let rows =
        new.map(|((unit, document, paragraph), around)| -> Vec<Box<dyn ToSql + Sync + '_>> {
            vec![
                Box::new(*unit),
                Box::new(*document),
                Box::new(*paragraph),
                Box::new(possible(&around.before)),
                Box::new(possible(&around.after)),
            ]
        });
    let types = [Type::INT8, Type::INT8, Type::INT8, Type::TEXT, Type::TEXT];
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        link.copy("origin (unit, document, paragraph, before, after)", &types, rows)?;
    }
    let updated: Vec<_> =
        around.iter().filter(|(_, around)| around.change == Change::Updated).collect();
    if updated.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE origin SET before = new.before, after = new.after
               FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])
                   AS new (unit, document, paragraph, before, after)
               WHERE (origin.unit, origin.document, origin.paragraph) = (new.unit, new.document, new.paragraph)";
    let numbers = |f: fn(&Spot) -> i64| updated.iter().map(|(spot, _)| f(spot)).collect::<Vec<_>>();
    link.execute(
        sql,
        &[
            &numbers(|spot| spot.0),
            &numbers(|spot| spot.1),
            &numbers(|spot| spot.2),
            &updated.iter().map(|(_, around)| possible(&around.before)).collect::<Vec<_>>(),
            &updated.iter().map(|(_, around)| possible(&around.after)).collect::<Vec<_>>(),
        ],
    )
    .map(|_| ())
}

/// The unit as it will be read again: times in whole seconds.
fn as_kept(unit: Unit) -> Unit {
    let whole = |time: Option<Timestamp>| {
        time.and_then(|time| Timestamp::from_second(time.as_second()).ok())
    };
    Unit { created: whole(unit.created), changed: whole(unit.changed), ..unit }
}

fn seconds(time: Option<Timestamp>) -> Option<i64> {
    time.map(|time| time.as_second())
}

fn possible(text: &Option<String>) -> Option<String> {
    text.as_deref().map(|text| kept(text).into_owned())
}
