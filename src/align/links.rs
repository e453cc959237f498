//! Which source word types may translate which target types, and how probably.
//!
//! All evidence about words meets here as p(t|s) and p(s|t) over the types of one document pair:
//! the lexicon, equal numbers and addresses, words in the same script, names across scripts.

use rustc_hash::FxHashMap;

use super::features::{Side, Type, TypeId, TypeKind};
use super::model::NULL_MASS;
use crate::lexicon::{Lexicon, Table};
use crate::text::english;
use crate::text::names::{self, skeleton};

/// Types of the other side with their conditional probability, by number.
pub type LinkList = Vec<(TypeId, f32)>;

/// Links between the types of two sides.
#[derive(Clone)]
pub struct Links {
    /// For each source type: target types with p(target | source).
    pub forward: Vec<LinkList>,
    /// For each target type: source types with p(source | target).
    pub backward: Vec<LinkList>,
}

impl Links {
    /// Links from every source of evidence.
    pub fn new(source: &Side, target: &Side, lexicon: &Lexicon) -> Links {
        let mut weights = Weights::default();
        same_form(source, target, &mut weights);
        same_value(source, target, &mut weights);
        if source.arabic && target.english {
            for table in lexicon.tables() {
                lexical(source, target, table, &mut weights, Order::ArabicFirst);
            }
            name_links(source, target, &mut weights, Order::ArabicFirst);
        } else if source.english && target.arabic {
            for table in lexicon.tables() {
                lexical(target, source, table, &mut weights, Order::EnglishFirst);
            }
            name_links(target, source, &mut weights, Order::EnglishFirst);
        }
        weights.into_links(source.types.len(), target.types.len())
    }

    /// Adds a learned link, or strengthens one that is there.
    pub fn add(&mut self, source: TypeId, target: TypeId, weight: f32) {
        let strengthen =
            |list: &mut LinkList, other: TypeId| match list.iter_mut().find(|(t, _)| *t == other) {
                Some((_, p)) => *p = p.max(weight),
                None => list.push((other, weight)),
            };
        strengthen(&mut self.forward[source as usize], target);
        strengthen(&mut self.backward[target as usize], source);
    }
}

/// Which side of the pair the Arabic one is.
#[derive(Clone, Copy)]
enum Order {
    ArabicFirst,
    EnglishFirst,
}

impl Order {
    fn pair(self, arabic: TypeId, english: TypeId) -> (TypeId, TypeId) {
        match self {
            Order::ArabicFirst => (arabic, english),
            Order::EnglishFirst => (english, arabic),
        }
    }
}

/// Association of a source and a target type, 0 to 1; the strongest evidence counts.
#[derive(Default)]
struct Weights(FxHashMap<(TypeId, TypeId), f32>);

impl Weights {
    fn add(&mut self, pair: (TypeId, TypeId), weight: f32) {
        let slot = self.0.entry(pair).or_insert(0.0);
        *slot = slot.max(weight);
    }

    /// Conditional probabilities: weights normalised over the types that the document has.
    fn into_links(self, source_types: usize, target_types: usize) -> Links {
        let mut forward = vec![Vec::new(); source_types];
        let mut backward = vec![Vec::new(); target_types];
        let mut sorted: Vec<_> = self.0.into_iter().collect();
        sorted.sort_unstable_by_key(|&(pair, _)| pair);
        for ((s, t), weight) in sorted {
            forward[s as usize].push((t, weight));
            backward[t as usize].push((s, weight));
        }
        for list in forward.iter_mut().chain(&mut backward) {
            let total: f32 = list.iter().map(|&(_, w)| w).sum::<f32>() + NULL_MASS as f32;
            list.iter_mut().for_each(|(_, w)| *w /= total);
        }
        Links { forward, backward }
    }
}

/// Numbers, addresses, signs and same-script words that stand in both texts.
fn same_form(source: &Side, target: &Side, weights: &mut Weights) {
    let index: FxHashMap<(TypeKind, &str), TypeId> =
        (0..).zip(&target.types).map(|(id, ty)| ((ty.kind, ty.form.as_str()), id)).collect();
    for (s, ty) in (0..).zip(&source.types) {
        if let Some(&t) = index.get(&(ty.kind, ty.form.as_str())) {
            weights.add((s, t), 1.0);
        }
    }
}

/// Numbers and words that spell the same number.
fn same_value(source: &Side, target: &Side, weights: &mut Weights) {
    let mut index: FxHashMap<&str, Vec<TypeId>> = FxHashMap::default();
    for (id, ty) in (0..).zip(&target.types) {
        if let Some(value) = ty.value() {
            index.entry(value).or_default().push(id);
        }
    }
    for (s, ty) in (0..).zip(&source.types) {
        let Some(value) = ty.value() else { continue };
        for &t in index.get(value).into_iter().flatten() {
            weights.add((s, t), 1.0);
        }
    }
}

fn lexical(arabic: &Side, english: &Side, lexicon: &Table, weights: &mut Weights, order: Order) {
    let mut by_stem: FxHashMap<u32, Vec<TypeId>> = FxHashMap::default();
    for (id, ty) in (0..).zip(&english.types) {
        if matches!(ty.kind, TypeKind::Word)
            && let Some(stem) = lexicon.stem_id(&english::stem(&ty.form))
        {
            by_stem.entry(stem).or_default().push(id);
        }
    }
    for (id, ty) in (0..).zip(&arabic.types) {
        if ty.kind != TypeKind::Arabic {
            continue;
        }
        for (stem, weight) in lexicon.translations(&ty.form) {
            for &other in by_stem.get(&stem).into_iter().flatten() {
                weights.add(order.pair(id, other), weight);
            }
        }
    }
}

fn name_links(arabic: &Side, english: &Side, weights: &mut Weights, order: Order) {
    let mut buckets: FxHashMap<[u8; 2], Vec<(TypeId, &str, String)>> = FxHashMap::default();
    for (id, ty) in (0..).zip(&english.types) {
        if ty.kind == TypeKind::Word && is_name(ty) {
            let name = ty.form.trim_end_matches("'s");
            let skeleton = skeleton::latin_skeleton(name);
            if let Some(key) = bucket(&skeleton) {
                buckets.entry(key).or_default().push((id, name, skeleton));
            }
        }
    }
    for (id, ty) in (0..).zip(&arabic.types) {
        if ty.kind != TypeKind::Arabic || ty.form.chars().count() < 3 {
            continue;
        }
        let mut tried: Vec<String> = Vec::new();
        for reading in names::readings(&ty.form) {
            let skeleton = skeleton::arabic_skeleton(reading.word);
            if tried.contains(&skeleton) {
                continue;
            }
            let Some(key) = bucket(&skeleton) else { continue };
            for (other, name, latin) in buckets.get(&key).into_iter().flatten() {
                if skeleton::skeleton_similarity(&skeleton, latin) >= skeleton::CANDIDATE
                    && let Some(weight) = name_weight(names::best_similarity(&ty.form, name))
                {
                    weights.add(order.pair(id, *other), weight);
                }
            }
            tried.push(skeleton);
        }
    }
}

/// Whether the type is written with a capital wherever it stands.
fn is_name(ty: &Type) -> bool {
    ty.capitals == ty.count && ty.form.chars().count() >= 3
}

fn bucket(skeleton: &str) -> Option<[u8; 2]> {
    match *skeleton.as_bytes() {
        [a, b, ..] => Some([a, b]),
        _ => None,
    }
}

/// How much of an Arabic name's probability a Latin one of this similarity takes.
fn name_weight(similarity: f64) -> Option<f32> {
    match similarity {
        s if s >= 0.93 => Some(0.9),
        s if s >= 0.86 => Some(0.6),
        s if s >= names::SAME_NAME => Some(0.3),
        _ => None,
    }
}
