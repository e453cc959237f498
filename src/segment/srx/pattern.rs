//! One regular expression of a rule, asked at one place of a text.
//!
//! `beforebreak` is asked as a look-behind, which finds every way of ending at the place, and `afterbreak`
//! anchored at it; so overlapping matches need no special care. `fancy-regex` runs what is regular
//! in linear time and the rest by backtracking, with a limit on its steps: beyond it
//! there is an error, not a hang.

use std::sync::OnceLock;

use fancy_regex::{ByteSet, CompileError, Regex, RegexInput, RegexOptionsBuilder};

use super::regex::translate;

/// Most steps back for one expression at one place. Sound rules take some dozens.
const MOST_STEPS: usize = 5_000;

/// Largest program an expression may become, in instructions.
const MOST_INSTRUCTIONS: usize = 100_000;

/// Most memory for the automata of an expression.
const MOST_BYTES: usize = 8 << 20;

/// Which way from the place an expression looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
    /// Neither: it is for language codes, and matches the whole of one, whatever its letter case.
    Language,
}

impl Side {
    /// The element or attribute that holds the expression.
    pub fn name(self) -> &'static str {
        match self {
            Side::Before => "beforebreak",
            Side::After => "afterbreak",
            Side::Language => "languagepattern",
        }
    }
}

/// An expression with its place in the file.
#[derive(Debug)]
pub struct Pattern {
    pub source: String,
    pub line: u64,
    side: Side,
    compiled: OnceLock<Result<Compiled, String>>,
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    /// The bytes that text after the place may begin with, if that is known.
    first: Option<ByteSet>,
}

/// Part of a text with what the engine must know about its ends.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pub text: &'a str,
    /// Whether the paragraph begins and ends where the window does.
    pub begins: bool,
    pub ends: bool,
}

impl Pattern {
    pub fn new(source: String, line: u64, side: Side) -> Pattern {
        Pattern { source, line, side, compiled: OnceLock::new() }
    }

    /// The side it looks at.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Whether it fits at `place`; the error says what is wrong with the expression.
    pub fn fits(&self, window: Window<'_>, place: usize) -> Result<bool, String> {
        let Compiled { regex, first } = self.compiled()?;
        if let (Some(first), Some(&byte)) = (first, window.text.as_bytes().get(place))
            && !first.contains(byte)
        {
            return Ok(false);
        }
        let input = RegexInput::new(window.text)
            .from_pos(place)
            .anchored(true)
            .start_text(window.begins)
            .end_text(window.ends);
        match regex.find_input(input) {
            Ok(found) => Ok(found.is_some()),
            Err(_) => Err(format!("takes more than {MOST_STEPS} steps at one place of the text")),
        }
    }

    /// Makes it ready; the error says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        self.compiled().map(|_| ())
    }

    fn compiled(&self) -> Result<&Compiled, String> {
        let compile = || compile(&self.source, self.side);
        self.compiled.get_or_init(compile).as_ref().map_err(String::clone)
    }
}

/// What the engine says, without the expression that it was given, which the user did not write.
fn said(error: fancy_regex::Error) -> String {
    let text = match &error {
        fancy_regex::Error::CompileError(inner) => match inner.as_ref() {
            CompileError::InnerError(inner) => match inner.syntax_error() {
                Some(syntax) => syntax.to_string(),
                None => "too large".to_string(),
            },
            CompileError::PatternTooComplex | CompileError::DfaBuildError(..) => {
                "too large".to_string()
            }
            other => other.to_string(),
        },
        other => other.to_string(),
    };
    let last = text.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_string()
}

fn compile(source: &str, side: Side) -> Result<Compiled, String> {
    let translated = translate(source)?;
    let mut options = RegexOptionsBuilder::new();
    options
        .backtrack_limit(MOST_STEPS)
        .max_prog_size(MOST_INSTRUCTIONS)
        .delegate_size_limit(MOST_BYTES)
        .allow_input_assertion_overrides(true);
    let (written, first) = match side {
        Side::Before => (format!("(?<={translated})"), None),
        Side::After => {
            let first = options.start_bytes(&translated).map_err(said)?;
            (translated, first)
        }
        Side::Language => (format!(r"\A(?i:{translated})\z"), None),
    };
    let regex = options.build(written).map_err(said)?;
    Ok(Compiled { regex, first })
}
