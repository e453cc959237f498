//! SRX: both versions, the order of rules, expressions, errors, and a slow and simple cutter that must agree.

mod common;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use muwazi::segment::srx::SrxRules;
use muwazi::text::language::Language;
use muwazi::xml;
use proptest::prelude::*;

/// An SRX 2.0 file with one list for all languages.
fn file(rules: &[(&str, &str, &str)]) -> String {
    let mut out = String::from(
        "<srx version=\"2.0\"><header segmentsubflows=\"yes\" cascade=\"no\"/>\n<body><languagerules>\n\
         <languagerule languagerulename=\"All\">\n",
    );
    for (yes_no, before, after) in rules {
        out.push_str(&format!(
            "<rule break=\"{yes_no}\"><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>\n",
            xml::escape(before),
            xml::escape(after)
        ));
    }
    out.push_str(
        "</languagerule></languagerules><maprules>\
         <languagemap languagepattern=\".*\" languagerulename=\"All\"/></maprules></body></srx>",
    );
    out
}

fn parse(xml: &str) -> SrxRules {
    SrxRules::parse(xml, "test", "test.srx").expect("an SRX file")
}

/// The pieces of `text`, with the white space between them.
fn pieces<'a>(rules: &SrxRules, code: &str, text: &'a str) -> Vec<&'a str> {
    let mut start = 0;
    let ends = rules.for_language(&Language::new(code)).expect("rules").ends(text).expect("ends");
    ends.into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect()
}

/// What a slow and simple matcher knows of an expression.
#[derive(Clone, Debug)]
enum Node {
    Char(char),
    Set(Vec<char>),
    NotSet(Vec<char>),
    Any,
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>, &'static str),
    Capture(Box<Node>),
    Ahead(Box<Node>, bool),
    Behind(Box<Node>, bool),
    Start,
    End,
    WordEdge,
}

impl Node {
    fn written(&self) -> String {
        let letter = |c: &char| match c {
            '.' => "\\.".to_string(),
            ' ' => "\\x20".to_string(),
            c => c.to_string(),
        };
        let letters = |set: &[char]| set.iter().map(letter).collect::<String>();
        match self {
            Node::Char(c) => letter(c),
            Node::Set(set) => format!("[{}]", letters(set)),
            Node::NotSet(set) => format!("[^{}]", letters(set)),
            Node::Any => ".".to_string(),
            Node::Sequence(nodes) => nodes.iter().map(Node::written).collect(),
            Node::Either(nodes) => {
                let written: Vec<String> = nodes.iter().map(Node::written).collect();
                format!("(?:{})", written.join("|"))
            }
            Node::Repeat(node, _, _, sign) => format!("(?:{}){sign}", node.written()),
            Node::Capture(node) => format!("({})", node.written()),
            Node::Ahead(node, true) => format!("(?={})", node.written()),
            Node::Ahead(node, false) => format!("(?!{})", node.written()),
            Node::Behind(node, true) => format!("(?<={})", node.written()),
            Node::Behind(node, false) => format!("(?<!{})", node.written()),
            Node::Start => "^".to_string(),
            Node::End => "$".to_string(),
            Node::WordEdge => "\\b".to_string(),
        }
    }

    /// Every place where a match that begins at `at` can end.
    fn ends(&self, text: &[char], at: usize) -> BTreeSet<usize> {
        let one = |yes: bool, to: usize| if yes { BTreeSet::from([to]) } else { BTreeSet::new() };
        let step = |from: &BTreeSet<usize>, node: &Node| {
            from.iter().flat_map(|&i| node.ends(text, i)).collect::<BTreeSet<usize>>()
        };
        let next = text.get(at);
        match self {
            Node::Char(c) => one(next == Some(c), at + 1),
            Node::Set(set) => one(next.is_some_and(|c| set.contains(c)), at + 1),
            Node::NotSet(set) => one(next.is_some_and(|c| !set.contains(c)), at + 1),
            Node::Any => one(next.is_some(), at + 1),
            Node::Sequence(nodes) => {
                nodes.iter().fold(BTreeSet::from([at]), |from, n| step(&from, n))
            }
            Node::Either(nodes) => nodes.iter().flat_map(|n| n.ends(text, at)).collect(),
            Node::Repeat(node, least, most, _) => {
                let mut from = BTreeSet::from([at]);
                for _ in 0..*least {
                    from = step(&from, node);
                }
                let mut all = from.clone();
                for _ in *least..most.unwrap_or(least + text.len() + 1) {
                    from = step(&from, node);
                    all.extend(&from);
                }
                all
            }
            Node::Capture(node) => node.ends(text, at),
            Node::Ahead(node, yes) => one(node.ends(text, at).is_empty() != *yes, at),
            Node::Behind(node, yes) => one(node.end_at(text, at) == *yes, at),
            Node::Start => one(at == 0, at),
            Node::End => one(at == text.len(), at),
            Node::WordEdge => {
                let word = |i: usize| text.get(i).is_some_and(|c| c.is_alphanumeric());
                one(word(at) != (at > 0 && word(at - 1)), at)
            }
        }
    }

    /// Whether it takes no character.
    fn is_empty(&self) -> bool {
        match self {
            Node::Char(_) | Node::Set(_) | Node::NotSet(_) | Node::Any => false,
            Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().all(Node::is_empty),
            Node::Repeat(node, ..) | Node::Capture(node) => node.is_empty(),
            _ => true,
        }
    }

    fn end_at(&self, text: &[char], at: usize) -> bool {
        (0..=at).any(|start| self.ends(text, start).contains(&at))
    }
}

const LETTERS: [char; 6] = ['a', 'b', '.', ' ', 'B', 'ن'];

fn node() -> impl Strategy<Value = Node> {
    let letters = || prop::collection::vec(prop::sample::select(LETTERS.to_vec()), 1..4);
    let leaf = prop_oneof![
        4 => prop::sample::select(LETTERS.to_vec()).prop_map(Node::Char),
        2 => letters().prop_map(Node::Set),
        1 => letters().prop_map(Node::NotSet),
        1 => Just(Node::Any),
        1 => Just(Node::Start),
        1 => Just(Node::End),
        1 => Just(Node::WordEdge),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let repeat = prop::sample::select(vec![
            (0, None, "*"),
            (1, None, "+"),
            (0, Some(1), "?"),
            (0, None, "*?"),
            (2, Some(3), "{2,3}"),
            (1, None, "{1,}"),
        ]);
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Sequence),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Either),
            3 => (inner.clone(), repeat)
                .prop_map(|(n, (least, most, sign))| {
                    // The engine refuses to repeat what is always empty: "(?:(?!a))*".
                    if n.is_empty() { n } else { Node::Repeat(Box::new(n), least, most, sign) }
                }),
            1 => inner.clone().prop_map(|n| Node::Capture(Box::new(n))),
            1 => (inner.clone(), any::<bool>()).prop_map(|(n, yes)| Node::Ahead(Box::new(n), yes)),
            1 => (inner, any::<bool>()).prop_map(|(n, yes)| Node::Behind(Box::new(n), yes)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_first_rule_that_fits_decides_at_each_place(
        rules in prop::collection::vec((any::<bool>(), node(), node()), 1..4),
        letters in prop::collection::vec(prop::sample::select(LETTERS.to_vec()), 0..9),
    ) {
        let breaks = |at: usize| {
            rules
                .iter()
                .find(|(_, before, after)| {
                    before.end_at(&letters, at) && !after.ends(&letters, at).is_empty()
                })
                .is_some_and(|(yes, ..)| *yes)
        };
        let text: String = letters.iter().collect();
        let mut expected: Vec<usize> =
            (1..letters.len()).filter(|&at| breaks(at)).collect();
        expected.push(letters.len());

        let written: Vec<(&str, String, String)> = rules
            .iter()
            .map(|(yes, b, a)| (if *yes { "yes" } else { "no" }, b.written(), a.written()))
            .collect();
        let written: Vec<(&str, &str, &str)> =
            written.iter().map(|(yes, b, a)| (*yes, b.as_str(), a.as_str())).collect();
        let set = parse(&file(&written));
        let prepared = set.for_language(&Language::english()).expect("rules");
        let found = prepared.ends(&text).expect("ends");
        let found: Vec<usize> = found.into_iter().map(|end| text[..end].chars().count()).collect();
        prop_assert_eq!(found, expected, "{:?} by {:?}", text, written);
    }
}
