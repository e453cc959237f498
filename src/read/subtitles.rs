//! SubRip and WebVTT → blocks: cues joined into sentences, with their times.
//!
//! A cue goes on in the next one until a sentence ends, a pause begins or somebody else speaks; so a sentence that
//! is spread over three cues is one sentence.

use super::blocks::{BlockKind, Blocks};

/// A pause that ends a sentence, in milliseconds.
const PAUSE: u64 = 2_000;

/// Whether a text looks like subtitles: a line of times before anything else that is longer than a number.
pub fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("WEBVTT") => true,
        Some(first) if first.bytes().all(|b| b.is_ascii_digit()) => {
            lines.next().is_some_and(|line| times(line).is_some())
        }
        Some(first) => times(first).is_some(),
        None => false,
    }
}

/// The text of subtitles.
pub fn read(text: &str) -> Blocks {
    let mut out = Blocks::default();
    let mut last_end: Option<u64> = None;
    // Inside a cue its lines are text; outside they are numbers, names, notes and styles.
    let mut inside = false;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate() {
        if let Some((start, end)) = times(line) {
            inside = true;
            let paused = last_end.is_some_and(|last| start > last.saturating_add(PAUSE));
            if paused || ends_sentence(out.open()) {
                out.end(BlockKind::Cue);
            }
            if !out.is_blank() {
                out.push(" ");
            }
            out.time(start);
            last_end = Some(end);
        } else if line.is_empty() {
            // Some write empty lines inside a cue: it ends where the next one or its number comes.
            inside = inside && !begins_cue(lines.get(at + 1..).unwrap_or_default());
        } else if inside {
            let number_of_next = line.bytes().all(|b| b.is_ascii_digit())
                && lines.get(at + 1).is_some_and(|next| times(next).is_some());
            if number_of_next {
                inside = false;
                continue;
            }
            let plain = plain(line);
            // A dash begins what another person says.
            let said = plain.trim_start().strip_prefix(['-', '–', '—']);
            if said.is_some() {
                out.end(BlockKind::Cue);
            }
            let said = said.unwrap_or(&plain).trim();
            if !out.is_blank() && !out.open().ends_with(' ') {
                out.push(" ");
            }
            out.push(said);
        }
    }
    out.end(BlockKind::Cue);
    out
}

/// Whether a cue, or what stands outside of cues, begins here.
fn begins_cue(lines: &[&str]) -> bool {
    let mut rest = lines.iter().filter(|line| !line.is_empty());
    let Some(first) = rest.next() else { return true };
    let outside = ["NOTE", "STYLE", "REGION"].iter().any(|word| {
        first.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    outside || times(first).is_some() || rest.next().is_some_and(|second| times(second).is_some())
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '”', '»', '’', ')', ']', '♪']);
    text.trim_end().ends_with(['.', '!', '?', '؟', '…', '۔'])
}

/// A line without tags, styles and the name of who speaks in brackets.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        let close = if tag.starts_with('<') { '>' } else { '}' };
        let is_tag = tag.chars().nth(1).is_some_and(|c| {
            c.is_ascii_alphabetic() || c == '/' || c == '\\' || c.is_ascii_digit()
        });
        match tag.find(close).filter(|_| is_tag) {
            Some(end) => {
                out.push_str(before);
                rest = tag.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push_str(before);
                out.push_str(tag.get(..1).unwrap_or_default());
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    for (entity, letter) in [
        ("&nbsp;", "\u{A0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ] {
        if out.contains(entity) {
            out = out.replace(entity, letter);
        }
    }
    out
}

/// Begin and end of a cue in milliseconds: `00:01:02,345 --> 00:01:04,000`, WebVTT without hours too.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds: u64 = 0;
    let mut parts = 0;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
        parts += 1;
    }
    let milliseconds: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    (2..=3).contains(&parts).then_some(seconds.checked_mul(1_000)?.checked_add(milliseconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_joined_into_sentences() {
        let read = read(
            "1\n00:00:01,000 --> 00:00:02,500\n<i>وصل القطار</i>\nإلى المحطة\n\n2\n00:00:02,600 --> 00:00:04,000\nقبل الفجر.\n\n\
             3\n00:00:04,100 --> 00:00:06,000\n- من هناك؟\n- أنا.\n\n4\n00:00:20,000 --> 00:00:21,000\nثم {\\an8}نام\n\n\
             5\n00:00:30,000 --> 00:00:31,000\nحتى الصباح\n",
        );
        let shown: Vec<&str> = read.blocks.iter().map(|b| b.span.of(&read.text)).collect();
        assert_eq!(
            shown,
            ["وصل القطار إلى المحطة قبل الفجر.", "من هناك؟", "أنا.", "ثم نام", "حتى الصباح"]
        );
        let times: Vec<u64> = read.times.iter().map(|mark| mark.milliseconds).collect();
        assert_eq!(times, [1_000, 2_600, 4_100, 20_000, 30_000]);
        assert_eq!(read.times[1].at, "وصل القطار إلى المحطة ".len());
    }

    #[test]
    fn web_subtitles_have_notes_names_and_settings() {
        let text = "WEBVTT - title\n\nNOTE not shown\nat all\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.000 align:start\n\
             <v Salma>مرحبا &amp; أهلا.\n\n01:00:02.100 --> 01:00:03.000\n5 < 6\n";
        assert!(is_subtitles(text));
        let read = read(text);
        let shown: Vec<&str> = read.blocks.iter().map(|b| b.span.of(&read.text)).collect();
        assert_eq!(shown, ["مرحبا & أهلا.", "5 < 6"]);
        assert_eq!(read.times[1].milliseconds, 3_602_100);
    }

    #[test]
    fn other_texts_are_no_subtitles() {
        assert!(!is_subtitles("12\nstreets\n"));
        assert!(!is_subtitles(""));
        assert!(is_subtitles("\n1\n0:00:01,0 --> 0:00:02,0\nx"));
    }
}
