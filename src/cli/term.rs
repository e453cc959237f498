//! What a person sees: messages on stderr, Arabic isolated on terminals.
//!
//! Terminals rarely do bidirectional text well: Arabic is put between U+2067 and U+2069 (right-to-left
//! isolate, pop) so that it cannot disturb its line, on terminals only, never in files or pipes.

use std::borrow::Cow;
use std::io::IsTerminal;

use anstream::eprintln;
use anstyle::{AnsiColor, Style};

use crate::error::Error;
use crate::text::language::arabic_share;

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Prints an error to stderr.
pub fn error(error: &Error) {
    eprintln!("{RED}error:{RED:#} {error}");
}

/// Prints a warning to stderr.
pub fn warning(text: &str) {
    eprintln!("{YELLOW}warning:{YELLOW:#} {}", clean(text));
}

/// Prints a line of counts to stderr; that nobody reads it is no failure.
pub fn note(text: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Where a summary goes: stdout, or stderr when stdout carries the result itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Channel {
    /// Prints a line.
    pub fn line(self, text: &str) {
        match self {
            // A reader that went away is no failure of ours.
            Channel::Stdout => {
                use std::io::Write;
                let _ = writeln!(anstream::stdout(), "{text}");
            }
            Channel::Stderr => eprintln!("{text}"),
        }
    }

    /// `text` safe to show here: Arabic isolated on a terminal, control characters left out.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        let clean = clean(text);
        if self.isolates(&clean) { Cow::Owned(isolated(&clean)) } else { clean }
    }

    /// Whether text of this script is isolated here.
    pub fn isolates(self, text: &str) -> bool {
        let terminal = match self {
            Channel::Stdout => std::io::stdout().is_terminal(),
            Channel::Stderr => std::io::stderr().is_terminal(),
        };
        terminal && arabic_share(text).is_some_and(|share| share > 0.5)
    }
}

/// Errors of one input: the first ones are shown, the rest is counted. A broken file may have a thousand.
#[derive(Default)]
pub struct Failures {
    count: u64,
}

impl Failures {
    /// Errors that are shown.
    const MOST_SHOWN: u64 = 20;

    /// Shows or counts one.
    pub fn say(&mut self, failure: &Error) {
        self.count += 1;
        if self.count <= Self::MOST_SHOWN {
            error(failure);
        }
    }

    /// Says how many were not shown, and whether there were any at all.
    pub fn end(self) -> bool {
        if self.count > Self::MOST_SHOWN {
            warning(&format!("{} more errors in this input", self.count - Self::MOST_SHOWN));
        }
        self.count > 0
    }
}

/// Without control characters, which could steer the terminal.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Between right-to-left isolate and pop.
pub fn isolated(text: &str) -> String {
    format!("\u{2067}{text}\u{2069}")
}

/// `text` in bold where the output has styles.
pub fn bold(text: &str) -> String {
    format!("{BOLD}{text}{BOLD:#}")
}

/// `text` as something to heed.
pub fn warned(text: &str) -> String {
    format!("{YELLOW}{text}{YELLOW:#}")
}

/// `text` as what goes away.
pub fn removed(text: &str) -> String {
    format!("{REMOVED}{text}{REMOVED:#}")
}

/// `text` as what comes in.
pub fn added(text: &str) -> String {
    format!("{ADDED}{text}{ADDED:#}")
}

/// `text` dimmed where the output has styles.
pub fn dim(text: &str) -> String {
    format!("{DIM}{text}{DIM:#}")
}

/// At most `most` characters of `text`, cut at a space, with an ellipsis if something is cut.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').filter(|&at| at * 2 > cut.len()).unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut))
}
