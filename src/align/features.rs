//! Sentences as the aligner sees them: a bag of word types, lengths, place in the document.

use rustc_hash::FxHashMap;

use super::glued;
use super::values::values;
use crate::lexicon::Lexicon;
use crate::segment::Segmented;
use crate::span::Span;
use crate::text::fold::{Tier, fold};
use crate::text::tokens::{TokenKind, tokens};

/// Number of a word type within one side of one document pair.
pub type TypeId = u32;

/// What sort of word a type is: decides which evidence may link it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// A word in Arabic script.
    Arabic,
    /// A word in another script.
    Word,
    /// A number; the form is its canonical value.
    Number,
    /// A web or mail address.
    Address,
    /// Punctuation that translators keep.
    Sign,
}

/// A word type of one side.
#[derive(Debug)]
pub struct Type {
    /// Its folded form.
    pub form: String,
    /// Its kind.
    pub kind: TypeKind,
    /// How often it occurs on this side.
    pub count: u32,
    /// How many of these begin with a capital letter.
    pub capitals: u32,
    /// What a word stands for besides itself, as `three` for 3.
    value: Option<String>,
}

impl Type {
    /// The value it shares with words that are made of other letters.
    pub fn value(&self) -> Option<&str> {
        match self.kind {
            TypeKind::Number => Some(&self.form),
            _ => self.value.as_deref(),
        }
    }
}

/// Numbers of the types met so far.
type Ids = FxHashMap<(TypeKind, String), TypeId>;

/// What one token tells of its type.
#[derive(Default)]
struct Spelling {
    capital: bool,
    /// The number it spells.
    value: Option<String>,
}

/// One side of a document pair, ready for scoring.
pub struct Side {
    /// The word types.
    pub types: Vec<Type>,
    /// Tokens in all.
    pub token_count: usize,
    /// Length of each sentence in letters and digits (marks and white space left out), at least 1.
    pub chars: Vec<f64>,
    /// Number of the paragraph of each sentence.
    pub paragraphs: Vec<usize>,
    /// When each sentence is shown, in milliseconds, for subtitles.
    pub times: Vec<Option<u64>>,
    /// Whether the side is Arabic.
    pub arabic: bool,
    /// Whether the side is English.
    pub english: bool,
    bag: Vec<TypeId>,
    /// Where each token of the bag stands in the document.
    spans: Vec<Span>,
    starts: Vec<usize>,
}

impl Side {
    /// The features of a segmented document.
    pub fn new(segmented: &Segmented, lexicon: &Lexicon) -> Side {
        let mut side = Side {
            types: Vec::new(),
            token_count: 0,
            chars: Vec::with_capacity(segmented.sentences.len()),
            paragraphs: segmented.sentences.iter().map(|s| s.paragraph).collect(),
            times: segmented
                .sentences
                .iter()
                .map(|s| segmented.document.time_at(s.span.start))
                .collect(),
            arabic: segmented.document.language.is_arabic(),
            english: segmented.document.language.is_english(),
            bag: Vec::new(),
            spans: Vec::new(),
            starts: vec![0],
        };
        let mut ids = FxHashMap::default();
        for sentence in &segmented.sentences {
            let text = sentence.span.of(&segmented.document.text);
            side.add(text, sentence.span.start, lexicon, &mut ids);
        }
        side.token_count = side.bag.len();
        side
    }

    /// Number of sentences.
    #[inline]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Word types of sentence `i`, one entry a token.
    #[inline]
    pub fn bag(&self, i: usize) -> &[TypeId] {
        &self.bag[self.starts[i]..self.starts[i + 1]]
    }

    /// Where the tokens of sentence `i` stand in the document, parallel to [`Self::bag`].
    #[inline]
    pub fn spans(&self, i: usize) -> &[Span] {
        &self.spans[self.starts[i]..self.starts[i + 1]]
    }

    /// Adds a sentence that begins at byte `start` of the document.
    fn add(&mut self, text: &str, start: usize, lexicon: &Lexicon, ids: &mut Ids) {
        let found = tokens(text);
        let folded: Vec<String> =
            found.iter().map(|t| fold(t.span.of(text), Tier::Orthographic)).collect();
        let views: Vec<&str> = folded.iter().map(String::as_str).collect();
        let mut chars = 0usize;
        let mut values = values(&views).into_iter().peekable();
        let mut i = 0;
        while let (Some(token), Some(form)) = (found.get(i), folded.get(i)) {
            let value = values.next_if(|v| v.tokens.start == i);
            let is_word = form.starts_with(|c: char| !c.is_ascii_digit());
            let value = match value {
                Some(value) if value.tokens.len() > 1 || !is_word => {
                    let words = views.get(value.tokens.clone()).unwrap_or_default();
                    chars += words.iter().map(|w| w.chars().count()).sum::<usize>();
                    let last = found.get(value.tokens.end.saturating_sub(1)).unwrap_or(token);
                    let span = Span::new(start + token.span.start, start + last.span.end);
                    self.push(TypeKind::Number, value.key, span, Spelling::default(), ids);
                    i = value.tokens.end.max(i + 1);
                    continue;
                }
                other => other.map(|v| v.key),
            };
            i += 1;
            let span = Span::new(start + token.span.start, start + token.span.end);
            let kind = match token.kind {
                TokenKind::Arabic => TypeKind::Arabic,
                TokenKind::Word => TypeKind::Word,
                TokenKind::Number => TypeKind::Number,
                TokenKind::Url | TokenKind::Address => TypeKind::Address,
                TokenKind::Sign => {
                    if let Some(sign) = kept_sign(form) {
                        self.push(TypeKind::Sign, sign.to_string(), span, Spelling::default(), ids);
                    }
                    continue;
                }
            };
            chars += form.chars().count();
            if kind == TypeKind::Arabic
                && let Some(parts) = glued::parts(form, |part| lexicon.knows(part))
            {
                for part in parts {
                    self.push(kind, part.to_string(), span, Spelling::default(), ids);
                }
                continue;
            }
            let capital = token.span.of(text).starts_with(char::is_uppercase);
            self.push(kind, form.clone(), span, Spelling { capital, value }, ids);
        }
        self.chars.push(chars.max(1) as f64);
        self.starts.push(self.bag.len());
    }

    fn push(
        &mut self,
        kind: TypeKind,
        form: String,
        span: Span,
        spelling: Spelling,
        ids: &mut Ids,
    ) {
        if form.is_empty() {
            return;
        }
        let id = *ids.entry((kind, form)).or_insert_with_key(|(kind, form)| {
            let ty = Type { form: form.clone(), kind: *kind, count: 0, capitals: 0, value: None };
            self.types.push(ty);
            (self.types.len() - 1) as TypeId
        });
        let ty = &mut self.types[id as usize];
        ty.value = ty.value.take().or(spelling.value);
        ty.count += 1;
        ty.capitals += u32::from(spelling.capital);
        self.bag.push(id);
        self.spans.push(span);
    }
}

/// The sign under which both languages know it, for those that translators keep.
fn kept_sign(folded: &str) -> Option<&'static str> {
    Some(match folded {
        "?" | "؟" => "?",
        "!" => "!",
        "\"" => "\"",
        "(" => "(",
        "%" => "%",
        "$" => "$",
        "€" => "€",
        "£" => "£",
        ":" => ":",
        ";" | "؛" => ";",
        _ => return None,
    })
}
