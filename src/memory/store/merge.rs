//! What is known of a unit when it comes in again.

use crate::memory::unit::Unit;

/// What became of a unit that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    New,
    Merged,
    Same,
}

/// What is known when both are: the earliest creation, the latest change, the higher status; what one
/// does not say the other does, and where both speak the later one is right.
pub fn merged(known: &Unit, other: &Unit) -> Unit {
    let earliest = |a: Option<_>, b: Option<_>| match (a, b) {
        (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
        (a, b) => a.or(b),
    };
    let newer = other.changed > known.changed;
    let either = |a: &Option<String>, b: &Option<String>| {
        if newer { b.as_ref().or(a.as_ref()).cloned() } else { a.as_ref().or(b.as_ref()).cloned() }
    };
    let mut notes = known.notes.clone();
    notes.extend(other.notes.iter().filter(|n| !known.notes.contains(n)).cloned());
    let mut properties = known.properties.clone();
    for (name, value) in &other.properties {
        match properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) if newer => old.clone_from(value),
            Some(_) => {}
            None => properties.push((name.clone(), value.clone())),
        }
    }
    Unit {
        source: known.source.clone(),
        target: known.target.clone(),
        created: earliest(known.created, other.created),
        changed: known.changed.max(other.changed),
        author: either(&known.author, &other.author),
        status: known.status.max(other.status),
        confidence: match (known.confidence, other.confidence) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        },
        domain: either(&known.domain, &other.domain),
        client: either(&known.client, &other.client),
        project: either(&known.project, &other.project),
        notes,
        properties,
        origins: known.origins.clone(),
    }
}
