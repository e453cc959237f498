//! The ladder form of an alignment: one bead a line, `[0, 1]:[0]`, gaps as `[3]:[]`.

use std::fmt::Write;

use crate::error::{Error, ErrorKind, Result};

/// Sentence numbers of one bead: source, target.
pub type Rung = (Vec<usize>, Vec<usize>);

/// The beads as ladder lines.
pub fn write(beads: &[super::Bead]) -> String {
    let mut out = String::new();
    for bead in beads {
        let list = |range: &std::ops::Range<usize>| {
            range.clone().map(|i| i.to_string()).collect::<Vec<_>>().join(", ")
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "[{}]:[{}]", list(&bead.source), list(&bead.target));
    }
    out
}

/// The beads of a ladder text; what follows a second `:` (a cost) is ignored, empty lines are skipped.
///
/// # Errors
/// [`ErrorKind::Format`] with the line where two lists of numbers are not found.
pub fn read(text: &str) -> Result<Vec<Rung>> {
    let mut rungs = Vec::new();
    for (number, line) in (1u64..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let mut parts = line.split(':');
        let (Some(source), Some(target)) = (parts.next(), parts.next()) else {
            return Err(malformed(line, number));
        };
        let (Some(source), Some(target)) = (numbers(source), numbers(target)) else {
            return Err(malformed(line, number));
        };
        rungs.push((source, target));
    }
    Ok(rungs)
}

fn numbers(list: &str) -> Option<Vec<usize>> {
    let inside = list.trim().strip_prefix('[')?.strip_suffix(']')?;
    inside.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
}

fn malformed(line: &str, number: u64) -> Error {
    Error::new(
        ErrorKind::Format,
        format!("not a bead: {:?}", line.chars().take(60).collect::<String>()),
    )
    .at_line(number)
    .remedy("write beads as [0, 1]:[0]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_at_the_end_is_ignored_and_gaps_are_read() {
        let rungs = read("[0, 1]:[0]:0.25\n\n[2]:[]\n[]:[1]\n").expect("well formed");
        assert_eq!(rungs, [(vec![0, 1], vec![0]), (vec![2], vec![]), (vec![], vec![1])]);
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = read("[0]:[0]\n[1];[1]\n").expect_err("no colon");
        assert_eq!(error.line(), Some(2));
    }
}
